// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The end of what is sent, when something has been written that is to arrive: closing a connection on which the peer still
 * sends would reset it, and what was written last with it. Whoever ends the output sees to it that the peer is not waited
 * for without bound. Confined to the connection's loop.
 */
public final class HalfClose {
    private HalfClose() {}

    /** Says that nothing follows; the connection is closed when the peer closes it. */
    public static void endOutput(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (ctx.channel() instanceof DuplexChannel) {
            ((DuplexChannel) ctx.channel()).shutdownOutput();
        } else {
            ctx.close();
        }
    }
}
