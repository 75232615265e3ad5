// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A server's frames: whole and unmasked (RFC 6455, section 5.1). */
final class Frames {
    private static final int LONGEST_REASON = 123;
    private static final int FIN = 0x80;

    private Frames() {}

    static ByteBuf text(ByteBufAllocator allocator, byte[] utf8) {
        return frame(allocator, FIN | 0x1, utf8);
    }

    static ByteBuf ping(ByteBufAllocator allocator) {
        return frame(allocator, FIN | 0x9, new byte[0]);
    }

    static ByteBuf pong(ByteBufAllocator allocator, byte[] payload) {
        return frame(allocator, FIN | 0xA, payload);
    }

    /** @param code {@link CloseCodes#ABSENT} makes a frame without code and reason */
    static ByteBuf close(ByteBufAllocator allocator, int code, String reason) {
        if (code == CloseCodes.ABSENT) {
            return frame(allocator, FIN | 0x8, new byte[0]);
        }
        byte[] text = Utf8.atMost(LONGEST_REASON, reason);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return frame(allocator, FIN | 0x8, payload);
    }

    private static ByteBuf frame(ByteBufAllocator allocator, int first, byte[] payload) {
        ByteBuf frame = allocator.buffer(10 + payload.length).writeByte(first);
        if (payload.length < 126) {
            frame.writeByte(payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.writeByte(126).writeShort(payload.length);
        } else {
            frame.writeByte(127).writeLong(payload.length);
        }
        return frame.writeBytes(payload);
    }
}
