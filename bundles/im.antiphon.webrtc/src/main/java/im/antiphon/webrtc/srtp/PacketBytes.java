// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.nio.ByteBuffer;

/**
 * The bytes of a packet as the JDK's ciphers want them, an array: the buffer's own where it has one, else a copy that is
 * carried back. Confined to one event loop.
 */
final class PacketBytes {
    private byte[] copy = new byte[0];
    private byte[] array = copy;
    private int offset;

    /**
     * Makes the packet accessible; its bounds have been checked.
     *
     * @param room bytes that may be written behind it
     */
    void take(ByteBuffer packet, int packetOffset, int length, int room) {
        if (packet.hasArray()) {
            array = packet.array();
            offset = packet.arrayOffset() + packetOffset;
            return;
        }
        if (copy.length < length + room) {
            copy = new byte[length + room];
        }
        packet.get(packetOffset, copy, 0, length);
        array = copy;
        offset = 0;
    }

    byte[] array() {
        return array;
    }

    /** Where the packet begins in {@link #array}. */
    int offset() {
        return offset;
    }

    /** Lets the buffer have what has become of its packet. */
    void giveBack(ByteBuffer packet, int packetOffset, int length) {
        if (!packet.hasArray()) {
            packet.put(packetOffset, copy, 0, length);
        }
    }
}
