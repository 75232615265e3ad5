// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.sfu.ListenerBlocks;
import im.antiphon.sfu.PacketRoom;
import im.antiphon.transport.batch.Destination;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Puts datagrams on the wire, many with one system call where the platform can. Confined to the loop of its socket. What cannot
 * be queued because the socket is full is dropped and counted, never waited for: late voice is lost voice.
 */
interface BatchSender extends PacketRoom {
    /** What logs call it. */
    String name();

    /** What {@link #send} takes for an address. May allocate: asked for once, and kept by whoever sends there again. */
    Destination destination(InetSocketAddress to);

    /**
     * Queues one datagram, or a copy of it where it was not written at {@link #offset} of {@link #buffer}; those to one address
     * keep their order.
     */
    void send(ByteBuffer packet, int offset, int length, Destination to);

    /** Packets that wait for the next flush to be copied for their listeners; rooms of the loop have them there. */
    default ListenerBlocks blocks() {
        return ListenerBlocks.none();
    }

    /** Hands what is queued to the kernel. Called once after each batch of reads, timers or requests. */
    void flush();
}
