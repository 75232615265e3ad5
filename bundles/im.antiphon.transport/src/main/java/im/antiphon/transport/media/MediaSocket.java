// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.PacketKind;
import im.antiphon.webrtc.ice.StunView;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Takes datagrams from one loop's UDP socket and hands each to its peer, or to the loop on which that lives; after a batch of them,
 * what they caused is sent. Confined to its loop. Nothing that comes in closes the socket.
 */
final class MediaSocket extends SimpleChannelInboundHandler<DatagramPacket> {
    /**
     * What the kernel may write of one datagram: more than the largest without fragments on any usual link. It cuts off what is
     * longer, so one that fills it may have lost its end.
     */
    static final int RECEIVE_LENGTH = 2048;

    private final PeerTable peers;
    private final MediaCounters counters;
    private final ByteBuffer scratch;
    private final BatchSender sender;
    private final FailureLog failures;
    private final LoopInbox inbox;
    private final SocketSteering steering;

    /**
     * @param sender what the peers send with; flushed after each batch of reads
     * @param inbox of the loop; peers with another live elsewhere
     * @param steering is asked for those whose datagrams come here and should not
     */
    MediaSocket(
            PeerTable peers,
            MediaCounters counters,
            BatchSender sender,
            FailureLog failures,
            LoopInbox inbox,
            SocketSteering steering) {
        this.peers = peers;
        this.counters = counters;
        this.sender = sender;
        // Who sends from outside the heap opens there as well.
        this.scratch = sender.buffer().isDirect()
                ? ByteBuffer.allocateDirect(RECEIVE_LENGTH)
                : ByteBuffer.allocate(RECEIVE_LENGTH);
        this.failures = failures;
        this.inbox = inbox;
        this.steering = steering;
    }

    BatchSender sender() {
        return sender;
    }

    LoopInbox inbox() {
        return inbox;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        ByteBuf content = datagram.content();
        int length = content.readableBytes();
        if (length == 0 || length >= RECEIVE_LENGTH) {
            counters.dropped(DropReason.BAD_LENGTH);
            return;
        }
        content.getBytes(content.readerIndex(), scratch.limit(length));
        scratch.clear();
        dispatch(length, datagram.sender());
    }

    private void dispatch(int length, InetSocketAddress from) {
        MediaPeer peer = peers.at(from);
        PacketKind kind = PacketKind.of(scratch, 0, length);
        if (kind == PacketKind.STUN) {
            // A check names whose it is; an address may have passed from one peer to another behind the same NAT.
            String ufrag = StunView.ufragOf(scratch, 0, length);
            MediaPeer named = ufrag == null ? null : peers.named(ufrag);
            peer = named != null ? named : peer;
        }
        if (peer == null) {
            counters.dropped(kind == PacketKind.UNKNOWN ? DropReason.UNKNOWN_PROTOCOL : DropReason.UNKNOWN_PEER);
            return;
        }
        if (peer.inbox() == inbox) {
            peer.handleDatagram(kind, scratch, length, from);
        } else if (peer.inbox().handOver(peer, kind, scratch, length, from)) {
            counters.handedOver();
            if (peer.strayed()) {
                steering.ask(from, peer.loopIndex());
            }
        } else {
            counters.dropped(DropReason.QUEUE_FULL);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        sender.flush();
    }

    /**
     * An ICMP error of one peer's (port unreachable) is reported on the shared socket: consent expiry deals with that peer. What is
     * no error of the socket is one of ours; peers' own end with the peer and do not come here.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            counters.dropped(DropReason.SOCKET_ERROR);
        } else {
            failures.failed("-", cause);
        }
    }
}
