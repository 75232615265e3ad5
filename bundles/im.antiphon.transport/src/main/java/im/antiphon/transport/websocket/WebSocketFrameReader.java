// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's frames, in whatever pieces they come, and puts messages together.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-------+-+-------------+-------------------------------+
 * |F|R|R|R| opcode|M| Payload len |    Extended payload length    |
 * |I|S|S|S|  (4)  |A|     (7)     |             (16/64)           |
 * |N|V|V|V|       |S|             |   (if payload len==126/127)   |
 * | |1|2|3|       |K|             |                               |
 * +-+-+-+-+-------+-+-------------+ - - - - - - - - - - - - - - - +
 * |                               |Masking-key, if MASK set to 1  |
 * +-------------------------------+-------------------------------+
 * </pre>
 *
 * <p>Memory: nothing between two messages, and never more than a message as long as allowed; what goes beyond passes
 * through unkept. A message beyond {@value #PATIENCE_BYTES} bytes is not waited for. Confined to one event loop.
 */
final class WebSocketFrameReader {
    /** How long an oversized message may be for the connection to outlive it. */
    static final int PATIENCE_BYTES = 1 << 20;

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int LONGEST_CONTROL_PAYLOAD = 125;
    private static final int INITIAL_MESSAGE_CAPACITY = 256;

    private enum Stage {
        FIRST_BYTE,
        SECOND_BYTE,
        LENGTH,
        MASK,
        PAYLOAD,
        ENDED
    }

    private final FrameSink sink;
    private final ByteBufAllocator allocator;
    private final int maximumMessageSize;

    private Stage stage = Stage.FIRST_BYTE;
    private boolean last;
    private byte opcode;
    private byte lengthBytesMissing;
    private boolean longLength;
    private byte maskBytesMissing;
    private int mask;
    private long frameLength;
    private int remaining;

    private boolean inMessage;
    private boolean discarding;
    private int messageSize;
    private @Nullable ByteBuf message;
    private byte @Nullable [] control;

    WebSocketFrameReader(FrameSink sink, ByteBufAllocator allocator, int maximumMessageSize) {
        this.sink = sink;
        this.allocator = allocator;
        this.maximumMessageSize = maximumMessageSize;
    }

    /** Takes all that is readable; the buffer stays the caller's. */
    void read(ByteBuf in) {
        while (in.isReadable()) {
            switch (stage) {
                case FIRST_BYTE -> onFirstByte(in.readUnsignedByte());
                case SECOND_BYTE -> onSecondByte(in.readUnsignedByte());
                case LENGTH -> onLengthByte(in.readUnsignedByte());
                case MASK -> onMaskByte(in.readUnsignedByte());
                case PAYLOAD -> onPayload(in);
                case ENDED -> in.skipBytes(in.readableBytes());
            }
        }
    }

    /** Ignores what follows and lets go of what was kept. */
    void end() {
        stage = Stage.ENDED;
        releaseMessage();
        control = null;
    }

    private void onFirstByte(int first) {
        last = (first & 0x80) != 0;
        opcode = (byte) (first & 0x0F);
        if ((first & 0x70) != 0) {
            violation(CloseCodes.PROTOCOL_ERROR, "reserved bit set");
            return;
        }
        switch (opcode) {
            case TEXT -> {
                if (inMessage) {
                    violation(CloseCodes.PROTOCOL_ERROR, "new message inside a fragmented one");
                    return;
                }
                inMessage = true;
                discarding = false;
                messageSize = 0;
            }
            case CONTINUATION -> {
                if (!inMessage) {
                    violation(CloseCodes.PROTOCOL_ERROR, "continuation of nothing");
                    return;
                }
            }
            case BINARY -> {
                violation(CloseCodes.UNSUPPORTED_DATA, "binary message; signaling is text");
                return;
            }
            case CLOSE, PING, PONG -> {
                if (!last) {
                    violation(CloseCodes.PROTOCOL_ERROR, "fragmented control frame");
                    return;
                }
            }
            default -> {
                violation(CloseCodes.PROTOCOL_ERROR, "reserved opcode");
                return;
            }
        }
        stage = Stage.SECOND_BYTE;
    }

    private void onSecondByte(int second) {
        if ((second & 0x80) == 0) {
            violation(CloseCodes.PROTOCOL_ERROR, "frame without mask");
            return;
        }
        int length = second & 0x7F;
        if (isControl() && length > LONGEST_CONTROL_PAYLOAD) {
            violation(CloseCodes.PROTOCOL_ERROR, "control frame longer than 125 bytes");
            return;
        }
        if (length < 126) {
            frameLength = length;
            onLengthKnown();
            return;
        }
        longLength = length == 127;
        lengthBytesMissing = (byte) (longLength ? 8 : 2);
        frameLength = 0;
        stage = Stage.LENGTH;
    }

    private void onLengthByte(int value) {
        frameLength = frameLength << 8 | value;
        if (--lengthBytesMissing > 0) {
            return;
        }
        if (frameLength < 0 || frameLength <= (longLength ? 0xFFFF : 125)) {
            violation(CloseCodes.PROTOCOL_ERROR, "length not in its shortest form");
            return;
        }
        onLengthKnown();
    }

    private void onLengthKnown() {
        if (!isControl()) {
            // neither term exceeds what was checked before, so the sum cannot wrap
            if (frameLength > PATIENCE_BYTES || messageSize + frameLength > PATIENCE_BYTES) {
                violation(CloseCodes.MESSAGE_TOO_BIG, "message longer than " + PATIENCE_BYTES + " bytes");
                return;
            }
            messageSize += (int) frameLength;
            if (messageSize > maximumMessageSize) {
                discarding = true;
                releaseMessage();
            }
        }
        remaining = (int) frameLength;
        mask = 0;
        maskBytesMissing = 4;
        stage = Stage.MASK;
    }

    private void onMaskByte(int value) {
        mask = mask << 8 | value;
        if (--maskBytesMissing > 0) {
            return;
        }
        if (isControl()) {
            control = new byte[remaining];
        }
        stage = Stage.PAYLOAD;
        if (remaining == 0) {
            onFrameEnd();
        }
    }

    private void onPayload(ByteBuf in) {
        int size = Math.min(remaining, in.readableBytes());
        if (control != null) {
            int offset = control.length - remaining;
            in.readBytes(control, offset, size);
            for (int i = offset; i < offset + size; i++) {
                control[i] ^= (byte) (mask >>> (24 - 8 * (i & 3)));
            }
        } else if (discarding) {
            in.skipBytes(size);
        } else {
            keep(in, size);
        }
        remaining -= size;
        if (remaining == 0) {
            onFrameEnd();
        }
    }

    private void keep(ByteBuf in, int size) {
        ByteBuf kept = message;
        if (kept == null) {
            kept = allocator.buffer(Math.max(size, INITIAL_MESSAGE_CAPACITY), maximumMessageSize);
            message = kept;
        }
        int from = kept.writerIndex();
        kept.writeBytes(in, size);
        int phase = (int) (frameLength - remaining) & 3;
        int rotated = Integer.rotateLeft(mask, 8 * phase);
        int end = from + size;
        int i = from;
        for (; i + 4 <= end; i += 4) {
            kept.setInt(i, kept.getInt(i) ^ rotated);
        }
        for (int rest = 0; i < end; i++, rest++) {
            kept.setByte(i, kept.getByte(i) ^ (rotated >>> (24 - 8 * rest)));
        }
    }

    private void onFrameEnd() {
        stage = Stage.FIRST_BYTE;
        if (control != null) {
            byte[] payload = control;
            control = null;
            onControl(payload);
        } else if (last) {
            inMessage = false;
            onMessageEnd();
        }
    }

    private void onMessageEnd() {
        ByteBuf whole = message;
        message = null;
        if (discarding) {
            sink.onOversized(messageSize);
        } else if (whole == null) {
            sink.onText("");
        } else {
            String text = null;
            if (ByteBufUtil.isText(whole, StandardCharsets.UTF_8)) {
                text = whole.toString(StandardCharsets.UTF_8);
            }
            whole.release();
            if (text == null) {
                violation(CloseCodes.INVALID_PAYLOAD, "text that is not UTF-8");
            } else {
                sink.onText(text);
            }
        }
    }

    private void onControl(byte[] payload) {
        switch (opcode) {
            case PING -> sink.onPing(payload);
            case PONG -> sink.onPong();
            default -> onCloseFrame(payload);
        }
    }

    private void onCloseFrame(byte[] payload) {
        if (payload.length == 0) {
            end();
            sink.onClose(CloseCodes.ABSENT);
            return;
        }
        int code = payload.length == 1 ? 0 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        if (!CloseCodes.mayBeSent(code)) {
            violation(CloseCodes.PROTOCOL_ERROR, "close frame without a valid code");
        } else if (!Utf8.isValid(payload, 2)) {
            violation(CloseCodes.INVALID_PAYLOAD, "close reason that is not UTF-8");
        } else {
            end();
            sink.onClose(code);
        }
    }

    private boolean isControl() {
        return (opcode & 0x8) != 0;
    }

    private void violation(int code, String reason) {
        end();
        sink.onViolation(code, reason);
    }

    private void releaseMessage() {
        if (message != null) {
            message.release();
            message = null;
        }
    }
}
