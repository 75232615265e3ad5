// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.ByteBuffer;

/** Misuse, told in one wording: {@code "port: 70000 (expected: 0..65535)"}. */
final class Checks {
    private Checks() {}

    static int range(String name, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + lowest + ".." + highest + ")");
        }
        return value;
    }

    /** The bytes lie within the buffer's limit. */
    static void bytes(ByteBuffer buffer, int offset, int length) {
        if ((offset | length) < 0 || offset > buffer.limit() - length) {
            throw new IllegalArgumentException(
                    "offset, length: " + offset + ", " + length + " (expected: within 0.." + buffer.limit() + ")");
        }
    }
}
