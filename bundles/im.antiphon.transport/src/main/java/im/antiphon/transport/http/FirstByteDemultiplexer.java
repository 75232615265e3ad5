// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.transport.loop.ConnectionDrop;
import im.antiphon.transport.loop.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Tells by its first byte what a connection to the shared TCP port speaks, and makes room for it.
 *
 * <ul>
 *   <li>0x16: a TLS record with a ClientHello (RFC 8446, section 5.1).
 *   <li>an upper-case letter: an HTTP method without TLS, answered with 400.
 *   <li>0 to 5: the length prefix of RFC 4571, as ICE-TCP (RFC 6544) sends its STUN checks; recognised and counted, not
 *       served.
 *   <li>anything else is closed.
 * </ul>
 */
final class FirstByteDemultiplexer extends ChannelInboundHandlerAdapter {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int LONGEST_ICE_TCP_PREFIX = 5;
    private static final String BODY =
            "{\"status\":400,\"title\":\"Bad request\",\"detail\":\"this port speaks TLS: use https\"}";
    private static final byte[] USE_HTTPS = ("HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\n"
                    + "content-length: " + BODY.length() + "\r\nconnection: close\r\n\r\n" + BODY)
            .getBytes(StandardCharsets.US_ASCII);

    private final SslContext tls;
    private final ConnectionMetrics metrics;
    private boolean refused;

    FirstByteDemultiplexer(SslContext tls, ConnectionMetrics metrics) {
        this.tls = tls;
        this.metrics = metrics;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        ByteBuf bytes = (ByteBuf) read;
        if (refused || !bytes.isReadable()) {
            ReferenceCountUtil.release(read);
            return;
        }
        int first = bytes.getUnsignedByte(bytes.readerIndex());
        if (first == TLS_HANDSHAKE) {
            SslHandler handler = tls.newHandler(ctx.alloc());
            // the wheel watches the connection; a timer of its own would be a second one
            handler.setHandshakeTimeoutMillis(0);
            ctx.pipeline().addAfter(ctx.name(), "tls", handler);
            ctx.fireChannelRead(read);
            ctx.pipeline().remove(this);
            return;
        }
        refused = true;
        ReferenceCountUtil.release(read);
        if (first >= 'A' && first <= 'Z') {
            metrics.dropped(ConnectionDrop.PLAIN_ON_TLS);
            ctx.writeAndFlush(Unpooled.wrappedBuffer(USE_HTTPS)).addListener(ChannelFutureListener.CLOSE);
        } else if (first <= LONGEST_ICE_TCP_PREFIX) {
            metrics.dropped(ConnectionDrop.ICE_TCP);
            ctx.close();
        } else {
            metrics.dropped(ConnectionDrop.UNKNOWN_PROTOCOL);
            ctx.close();
        }
    }
}
