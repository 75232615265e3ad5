// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The CRC-32 that tells STUN from whatever shares its port (RFC 8489, section 14.7). Confined to one event loop. */
final class StunFingerprint {
    static final int LENGTH = 4;
    private static final int XOR = 0x5354554e;

    private final CRC32 crc = new CRC32();

    /** Over everything before the attribute; the header's length already counts it. */
    int compute(ByteBuffer buffer, int offset, int attributeOffset) {
        crc.reset();
        if (buffer.hasArray()) {
            crc.update(buffer.array(), buffer.arrayOffset() + offset, attributeOffset - offset);
        } else {
            for (int i = offset; i < attributeOffset; i++) {
                crc.update(buffer.get(i));
            }
        }
        return (int) crc.getValue() ^ XOR;
    }
}
