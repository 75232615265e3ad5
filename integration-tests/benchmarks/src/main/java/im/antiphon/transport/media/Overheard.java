// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Notes the latest packet of RTP that has come in: enough to go on in its sender's name. */
final class Overheard extends ChannelInboundHandlerAdapter {
    private volatile @Nullable Packet latest;

    record Packet(InetSocketAddress from, int ssrc, int payloadType, int sequenceNumber) {}

    @Nullable
    Packet latest() {
        return latest;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof DatagramPacket packet) {
            ByteBuffer bytes = packet.content().nioBuffer();
            int type = bytes.get(1) & 0x7F;
            if ((bytes.get(0) & 0xC0) == 0x80 && (type < 64 || type > 95)) {
                latest = new Packet(packet.sender(), bytes.getInt(8), type, bytes.getShort(2) & 0xFFFF);
            }
        }
        context.fireChannelRead(message);
    }
}
