// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import im.antiphon.rtp.DropReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A STUN message read where it lies (RFC 8489, section 5). One view is wrapped around message after message; what it
 * answers holds until the buffer changes. Confined to one event loop.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |         Message Length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  Magic Cookie  0x2112A442                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * |                     Transaction ID (96 bits)                  |
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Attribute Type        |    Length without padding     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |               Value, padded to a multiple of 4 bytes       ....
 * </pre>
 *
 * Attributes are walked by position:
 *
 * <pre>{@code
 * for (int at = view.firstAttribute(); at >= 0; at = view.nextAttribute(at)) {
 *     switch (view.attributeType(at)) { ... view.attributeOffset(at), view.attributeLength(at) ... }
 * }
 * }</pre>
 *
 * <p>Only the first of several attributes of one type counts, and nothing behind MESSAGE-INTEGRITY does but another
 * integrity and FINGERPRINT: what is not covered is not believed.
 */
public final class StunView {
    static final int HEADER_LENGTH = 20;
    static final int ATTRIBUTE_HEADER_LENGTH = 4;
    static final int MAGIC_COOKIE = 0x2112a442;
    /** The only method ICE has. */
    public static final int BINDING = 0x001;

    private static final int FAMILY_IPV4 = 1;
    private static final int FAMILY_IPV6 = 2;
    private static final int NOWHERE = -1;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final StunFingerprint fingerprint = new StunFingerprint();
    private ByteBuffer buffer = NOTHING;
    private int offset;
    private int end;
    private int username;
    private int integrity;
    private int fingerprintAt;
    private DropReason dropReason = DropReason.TRUNCATED;

    /**
     * Takes a datagram that is one STUN message, whole and nothing besides.
     *
     * @return false if it is not one; {@link #dropReason()} then says why and nothing else may be asked
     */
    public boolean wrap(ByteBuffer buffer, int offset, int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.end = offset + length;
        username = NOWHERE;
        integrity = NOWHERE;
        fingerprintAt = NOWHERE;
        if (length < HEADER_LENGTH) {
            return refuse(DropReason.TRUNCATED);
        }
        if ((buffer.get(offset) & 0xc0) != 0 || buffer.getInt(offset + 4) != MAGIC_COOKIE) {
            return refuse(DropReason.BAD_VERSION);
        }
        int announced = unsignedShort(offset + 2);
        if (announced != length - HEADER_LENGTH || (announced & 3) != 0) {
            return refuse(DropReason.BAD_LENGTH);
        }
        return index();
    }

    /** Finds the attributes that every message is asked for, and checks that all lengths stay inside. */
    private boolean index() {
        int at = offset + HEADER_LENGTH;
        while (at < end) {
            int next = at + ATTRIBUTE_HEADER_LENGTH + padded(attributeLength(at));
            if (next > end) {
                return refuse(DropReason.BAD_LENGTH);
            }
            switch (attributeType(at)) {
                case StunAttribute.USERNAME -> username = username < 0 && integrity < 0 ? at : username;
                case StunAttribute.MESSAGE_INTEGRITY -> {
                    if (attributeLength(at) != StunIntegrity.LENGTH) {
                        return refuse(DropReason.BAD_LENGTH);
                    }
                    integrity = integrity < 0 ? at : integrity;
                }
                case StunAttribute.FINGERPRINT -> {
                    // It has to be the last one, or it would not cover the message.
                    if (attributeLength(at) != StunFingerprint.LENGTH || next != end) {
                        return refuse(DropReason.BAD_LENGTH);
                    }
                    fingerprintAt = at;
                }
                default -> {}
            }
            at = next;
        }
        return true;
    }

    private boolean refuse(DropReason reason) {
        dropReason = reason;
        return false;
    }

    /** Why the last {@link #wrap} returned false. */
    public DropReason dropReason() {
        return dropReason;
    }

    public StunClass messageClass() {
        return StunClass.ofType(unsignedShort(offset));
    }

    /** {@link #BINDING} for all of ICE. */
    public int method() {
        return StunClass.methodOfType(unsignedShort(offset));
    }

    /** The transaction's first 64 bits. */
    public long transactionHigh() {
        return buffer.getLong(offset + 8);
    }

    /** The transaction's last 32 bits. */
    public int transactionLow() {
        return buffer.getInt(offset + 16);
    }

    /** The first attribute's position, or -1. */
    public int firstAttribute() {
        return attributeAt(offset + HEADER_LENGTH);
    }

    /** The position of the attribute after the one at {@code position}, or -1. */
    public int nextAttribute(int position) {
        return attributeAt(position + ATTRIBUTE_HEADER_LENGTH + padded(attributeLength(position)));
    }

    private int attributeAt(int position) {
        return position < end ? position : NOWHERE;
    }

    /** One of {@link StunAttribute}'s, or any other. */
    public int attributeType(int position) {
        return unsignedShort(position);
    }

    /** Where in the buffer the attribute's value begins. */
    public int attributeOffset(int position) {
        return position + ATTRIBUTE_HEADER_LENGTH;
    }

    /** The value's length in bytes, without padding. */
    public int attributeLength(int position) {
        return unsignedShort(position + 2);
    }

    /** The position of the first attribute of that type that counts, or -1. */
    public int find(int type) {
        for (int at = firstAttribute(); at >= 0; at = nextAttribute(at)) {
            if (attributeType(at) == type) {
                return at;
            }
            if (at == integrity
                    && type != StunAttribute.FINGERPRINT
                    && type != StunAttribute.MESSAGE_INTEGRITY_SHA256) {
                return NOWHERE;
            }
        }
        return NOWHERE;
    }

    private int find(int type, int length) {
        int at = find(type);
        return at >= 0 && attributeLength(at) == length ? at : NOWHERE;
    }

    public boolean hasIntegrity() {
        return integrity >= 0;
    }

    /** Whether there is a MESSAGE-INTEGRITY and it is the one that {@code key} makes. */
    public boolean verifyIntegrity(StunIntegrity key) {
        return integrity >= 0 && key.matches(buffer, offset, integrity);
    }

    /** Whether there is a FINGERPRINT and it is right. */
    public boolean verifyFingerprint() {
        return fingerprintAt >= 0
                && fingerprint.compute(buffer, offset, fingerprintAt)
                        == buffer.getInt(fingerprintAt + ATTRIBUTE_HEADER_LENGTH);
    }

    public boolean hasUsername() {
        return username >= 0;
    }

    /** USERNAME as text, or null. */
    public @Nullable String username() {
        return username < 0 ? null : text(username + ATTRIBUTE_HEADER_LENGTH, attributeLength(username));
    }

    /** Whether USERNAME is there and has just these bytes; allocates nothing. */
    public boolean usernameEquals(byte[] expected) {
        if (username < 0 || attributeLength(username) != expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (buffer.get(username + ATTRIBUTE_HEADER_LENGTH + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** PRIORITY as unsigned 32 bits, or -1. */
    public long priority() {
        int at = find(StunAttribute.PRIORITY, 4);
        return at < 0 ? -1 : Integer.toUnsignedLong(buffer.getInt(attributeOffset(at)));
    }

    public boolean useCandidate() {
        return find(StunAttribute.USE_CANDIDATE) >= 0;
    }

    public boolean hasIceControlling() {
        return find(StunAttribute.ICE_CONTROLLING, 8) >= 0;
    }

    public boolean hasIceControlled() {
        return find(StunAttribute.ICE_CONTROLLED, 8) >= 0;
    }

    /** The unsigned 64 bits of ICE-CONTROLLING or else ICE-CONTROLLED; 0 where neither is there. */
    public long tieBreaker() {
        int at = find(StunAttribute.ICE_CONTROLLING, 8);
        if (at < 0) {
            at = find(StunAttribute.ICE_CONTROLLED, 8);
        }
        return at < 0 ? 0 : buffer.getLong(attributeOffset(at));
    }

    /** ERROR-CODE as 300..699, or -1. */
    public int errorCode() {
        int at = find(StunAttribute.ERROR_CODE);
        if (at < 0 || attributeLength(at) < 4) {
            return -1;
        }
        int code = (buffer.get(attributeOffset(at) + 2) & 7) * 100 + (buffer.get(attributeOffset(at) + 3) & 0xff) % 100;
        return code >= 300 && code <= 699 ? code : -1;
    }

    /** The text beside ERROR-CODE, or null. */
    public @Nullable String errorReason() {
        int at = find(StunAttribute.ERROR_CODE);
        return at < 0 || attributeLength(at) < 4 ? null : text(attributeOffset(at) + 4, attributeLength(at) - 4);
    }

    /** XOR-MAPPED-ADDRESS undone, or null where it is missing or malformed. */
    public @Nullable InetSocketAddress xorMappedAddress() {
        int at = find(StunAttribute.XOR_MAPPED_ADDRESS);
        if (at < 0 || attributeLength(at) < 4) {
            return null;
        }
        int value = attributeOffset(at);
        int family = buffer.get(value + 1);
        int addressLength = family == FAMILY_IPV4 ? 4 : family == FAMILY_IPV6 ? 16 : 0;
        if (addressLength == 0 || attributeLength(at) != 4 + addressLength) {
            return null;
        }
        byte[] address = new byte[addressLength];
        for (int i = 0; i < addressLength; i++) {
            // The key is the cookie and, for IPv6, the transaction after it: bytes 4..19 of the header.
            address[i] = (byte) (buffer.get(value + 4 + i) ^ buffer.get(offset + 4 + i));
        }
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(address), unsignedShort(value + 2) ^ MAGIC_COOKIE >>> 16);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }

    /**
     * The attributes for which a request is to be answered with 420.
     *
     * @param into receives their types, as many as fit
     * @return how many were put
     */
    public int unknownAttributes(int[] into) {
        int count = 0;
        for (int at = firstAttribute(); at >= 0 && count < into.length; at = nextAttribute(at)) {
            if (at == integrity) {
                break;
            }
            if (StunAttribute.isUnknownAndRequired(attributeType(at))) {
                into[count++] = attributeType(at);
            }
        }
        return count;
    }

    /**
     * The receiver's own user name fragment (USERNAME's part before the colon) in a Binding request, by which a UDP
     * demultiplexer finds the session of an address it has not seen. Nothing is verified, and nothing allocated but the
     * result.
     *
     * @return null for anything else
     */
    public static @Nullable String ufragOf(ByteBuffer buffer, int offset, int length) {
        if (length < HEADER_LENGTH
                || buffer.getShort(offset) != BINDING
                || buffer.getInt(offset + 4) != MAGIC_COOKIE
                || (buffer.getShort(offset + 2) & 0xffff) != length - HEADER_LENGTH) {
            return null;
        }
        int end = offset + length;
        int at = offset + HEADER_LENGTH;
        while (at + ATTRIBUTE_HEADER_LENGTH <= end) {
            int valueLength = buffer.getShort(at + 2) & 0xffff;
            int value = at + ATTRIBUTE_HEADER_LENGTH;
            if (value + valueLength > end) {
                return null;
            }
            if (buffer.getShort(at) == StunAttribute.USERNAME) {
                return untilColon(buffer, value, valueLength);
            }
            at = value + padded(valueLength);
        }
        return null;
    }

    private static @Nullable String untilColon(ByteBuffer buffer, int from, int length) {
        for (int i = 0; i < length; i++) {
            if (buffer.get(from + i) == ':') {
                return text(buffer, from, i, StandardCharsets.US_ASCII);
            }
        }
        return null;
    }

    private String text(int from, int length) {
        return text(buffer, from, length, StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer buffer, int from, int length, Charset charset) {
        byte[] bytes = new byte[length];
        buffer.get(from, bytes, 0, length);
        return new String(bytes, charset);
    }

    private int unsignedShort(int position) {
        return buffer.getShort(position) & 0xffff;
    }

    private static int padded(int length) {
        return length + 3 & ~3;
    }
}
