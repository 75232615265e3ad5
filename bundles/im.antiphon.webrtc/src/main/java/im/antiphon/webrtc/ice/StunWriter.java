// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes one STUN message after another into a buffer: {@link #begin}, attributes in their order, {@link #length}. Nothing
 * is allocated but where a method says so. Confined to one event loop.
 *
 * <p>{@link #integrity} covers what was written before it and {@link #fingerprint} everything, so they come last, in this
 * order.
 */
public final class StunWriter {
    private static final byte[] ZEROES = new byte[4];

    private final StunFingerprint fingerprint = new StunFingerprint();
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int offset;
    private int end;

    /**
     * Begins a message. The transaction is the view's, for an answer, or 96 random bits.
     *
     * @throws IllegalArgumentException if {@code buffer} has no room for a header at {@code offset}
     */
    public StunWriter begin(
            ByteBuffer buffer, int offset, StunClass messageClass, long transactionHigh, int transactionLow) {
        if (offset < 0 || buffer.capacity() - offset < StunView.HEADER_LENGTH) {
            throw new IllegalArgumentException(
                    "offset: " + offset + " (expected: 20 bytes before " + buffer.capacity() + ")");
        }
        this.buffer = buffer;
        this.offset = offset;
        end = offset + StunView.HEADER_LENGTH;
        buffer.putShort(offset, (short) messageClass.withMethod(StunView.BINDING));
        buffer.putShort(offset + 2, (short) 0);
        buffer.putInt(offset + 4, StunView.MAGIC_COOKIE);
        buffer.putLong(offset + 8, transactionHigh);
        buffer.putInt(offset + 16, transactionLow);
        return this;
    }

    /** The message's length so far, header included. */
    public int length() {
        return end - offset;
    }

    /** Any attribute; padded with zeroes as RFC 8489 asks. */
    public StunWriter attribute(int type, byte[] value) {
        int at = attribute(type, value.length);
        buffer.put(at, value, 0, value.length);
        buffer.put(at + value.length, ZEROES, 0, -value.length & 3);
        return this;
    }

    public StunWriter username(byte[] username) {
        return attribute(StunAttribute.USERNAME, username);
    }

    /** @param priority unsigned 32 bits */
    public StunWriter priority(long priority) {
        buffer.putInt(attribute(StunAttribute.PRIORITY, 4), (int) priority);
        return this;
    }

    public StunWriter useCandidate() {
        attribute(StunAttribute.USE_CANDIDATE, 0);
        return this;
    }

    public StunWriter iceControlling(long tieBreaker) {
        buffer.putLong(attribute(StunAttribute.ICE_CONTROLLING, 8), tieBreaker);
        return this;
    }

    public StunWriter iceControlled(long tieBreaker) {
        buffer.putLong(attribute(StunAttribute.ICE_CONTROLLED, 8), tieBreaker);
        return this;
    }

    /** As {@link #xorMappedAddress(byte[], int)}; allocates the address's bytes. */
    public StunWriter xorMappedAddress(InetSocketAddress address) {
        return xorMappedAddress(address.getAddress().getAddress(), address.getPort());
    }

    /** @param address 4 or 16 bytes */
    public StunWriter xorMappedAddress(byte[] address, int port) {
        if (address.length != 4 && address.length != 16) {
            throw new IllegalArgumentException("address: of " + address.length + " bytes (expected: 4 or 16)");
        }
        int at = attribute(StunAttribute.XOR_MAPPED_ADDRESS, 4 + address.length);
        buffer.putShort(at, (short) (address.length == 4 ? 1 : 2));
        buffer.putShort(at + 2, (short) (port ^ StunView.MAGIC_COOKIE >>> 16));
        for (int i = 0; i < address.length; i++) {
            buffer.put(at + 4 + i, (byte) (address[i] ^ buffer.get(offset + 4 + i)));
        }
        return this;
    }

    /**
     * Allocates the text's bytes.
     *
     * @param code 300..699
     * @param reason for people; the code is what is understood
     */
    public StunWriter errorCode(int code, String reason) {
        if (code < 300 || code > 699) {
            throw new IllegalArgumentException("code: " + code + " (expected: 300..699)");
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int at = attribute(StunAttribute.ERROR_CODE, 4 + text.length);
        buffer.putShort(at, (short) 0);
        buffer.put(at + 2, (byte) (code / 100));
        buffer.put(at + 3, (byte) (code % 100));
        buffer.put(at + 4, text, 0, text.length);
        buffer.put(at + 4 + text.length, ZEROES, 0, -text.length & 3);
        return this;
    }

    /** The first {@code count} of {@code types}, as {@link StunView#unknownAttributes} found them. */
    public StunWriter unknownAttributes(int[] types, int count) {
        int at = attribute(StunAttribute.UNKNOWN_ATTRIBUTES, 2 * count);
        for (int i = 0; i < count; i++) {
            buffer.putShort(at + 2 * i, (short) types[i]);
        }
        buffer.put(at + 2 * count, ZEROES, 0, 2 * count & 3);
        return this;
    }

    public StunWriter integrity(StunIntegrity key) {
        int attributeOffset = end;
        int at = attribute(StunAttribute.MESSAGE_INTEGRITY, StunIntegrity.LENGTH);
        buffer.put(at, key.compute(buffer, offset, attributeOffset), 0, StunIntegrity.LENGTH);
        return this;
    }

    public StunWriter fingerprint() {
        int attributeOffset = end;
        int at = attribute(StunAttribute.FINGERPRINT, StunFingerprint.LENGTH);
        buffer.putInt(at, fingerprint.compute(buffer, offset, attributeOffset));
        return this;
    }

    /** Makes room for one more attribute, counted in the header, and returns where its value goes. */
    private int attribute(int type, int valueLength) {
        int at = end + StunView.ATTRIBUTE_HEADER_LENGTH;
        int newEnd = at + (valueLength + 3 & ~3);
        if (newEnd > buffer.capacity()) {
            throw new IllegalArgumentException(
                    "buffer: of " + buffer.capacity() + " bytes (expected: at least " + newEnd + ")");
        }
        buffer.putShort(end, (short) type);
        buffer.putShort(end + 2, (short) valueLength);
        end = newEnd;
        buffer.putShort(offset + 2, (short) (end - offset - StunView.HEADER_LENGTH));
        return at;
    }
}
