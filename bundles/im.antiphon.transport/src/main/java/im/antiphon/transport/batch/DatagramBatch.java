// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.batch;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Datagrams that wait to be handed to the kernel together. They are written where they are sent from: into {@link #buffer}, at
 * {@link #offset}. Those to one address keep their order. Confined to one event loop; nothing is allocated per datagram.
 *
 * <p>Several datagrams to one address may go in one piece that the kernel, or the card, cuts up (UDP segmentation offload); on
 * the wire there is no difference.
 */
@ConsumerType
public interface DatagramBatch {
    /** The longest datagram that is taken. */
    int DATAGRAM_LENGTH = 2048;

    /** Where datagrams are written; the same direct buffer always. */
    ByteBuffer buffer();

    /**
     * Where the next one is written: {@value #DATAGRAM_LENGTH} bytes are free from here on. Changed by {@link #add} and
     * {@link #flush} only, so what is begun here and given up leaves no trace.
     */
    int offset();

    /** What {@link #add} takes for an address: the same for the same address. May allocate. */
    Destination destination(InetSocketAddress to);

    /**
     * Adds what has been written at {@link #offset}.
     *
     * @param length at most {@value #DATAGRAM_LENGTH}
     * @param to one of this batch's; a datagram to where the socket cannot send is a {@link #failures failure}
     * @return false where there is no room for it until a flush has made some
     */
    boolean add(int length, Destination to);

    /** How many datagrams wait. */
    int waiting();

    /**
     * Hands to the kernel as many as it takes. What it refuses for good is dropped, see {@link #failures}.
     *
     * @return how many still wait, since the socket is full; 0 as a rule
     */
    int flush();

    /** Datagrams that the kernel has refused for another reason than a full socket, so far. */
    long failures();

    /** Pieces handed to the kernel so far: fewer than datagrams where some went together. */
    long pieces();
}
