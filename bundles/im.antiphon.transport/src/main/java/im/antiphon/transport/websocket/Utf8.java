// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 (RFC 3629) where it must be checked or cut. */
final class Utf8 {
    private Utf8() {}

    /** Whether the bytes from {@code offset} on are well-formed. */
    static boolean isValid(byte[] bytes, int offset) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, bytes.length - offset));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    /** The text's bytes, as many as fit without cutting a character. */
    static byte[] atMost(int limit, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= limit) {
            return bytes;
        }
        int end = limit;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return java.util.Arrays.copyOf(bytes, end);
    }
}
