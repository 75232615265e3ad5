// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where outgoing packets are written. It is asked before each packet and may answer otherwise each time, so that a packet is sent
 * from where it was written. Confined to the room's loop.
 */
@ConsumerType
public interface PacketRoom {
    /** Bytes there are at least from {@link #offset} on, a trailer's included. */
    int LENGTH = 2048;

    /** The buffer to write to. */
    ByteBuffer buffer();

    /** Where to begin. */
    int offset();

    /** One that always offers the same bytes of the heap. */
    static PacketRoom onHeap() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        return new PacketRoom() {
            @Override
            public ByteBuffer buffer() {
                return bytes;
            }

            @Override
            public int offset() {
                return 0;
            }
        };
    }
}
