// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA1 under one password: makes and checks MESSAGE-INTEGRITY (RFC 8489, section 14.5). Made once per password,
 * then reused for every message. Confined to one event loop.
 */
public final class StunIntegrity {
    static final int LENGTH = 20;

    private final Mac mac;
    private final byte[] result = new byte[LENGTH];
    private byte[] copied = new byte[0];

    private StunIntegrity(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA1 is required of every Java platform", e);
        }
    }

    /** Short-term credentials, as ICE has them: the key is the password. */
    public static StunIntegrity shortTerm(String password) {
        return new StunIntegrity(password.getBytes(StandardCharsets.UTF_8));
    }

    /** Long-term credentials (RFC 8489, section 9.2.2): the key is MD5 over the three, which are already prepared strings. */
    public static StunIntegrity longTerm(String username, String realm, String password) {
        try {
            String joined = username + ":" + realm + ":" + password;
            return new StunIntegrity(MessageDigest.getInstance("MD5").digest(joined.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("MD5 is required of every Java platform", e);
        }
    }

    /**
     * The code over a message up to its MESSAGE-INTEGRITY attribute, with the header's length as if that attribute were
     * the last one.
     *
     * @param attributeOffset where the attribute's header begins
     * @return shared, valid until the next call
     */
    byte[] compute(ByteBuffer buffer, int offset, int attributeOffset) {
        int adjusted = attributeOffset + StunView.ATTRIBUTE_HEADER_LENGTH + LENGTH - offset - StunView.HEADER_LENGTH;
        mac.update(buffer.get(offset));
        mac.update(buffer.get(offset + 1));
        mac.update((byte) (adjusted >> 8));
        mac.update((byte) adjusted);
        int from = offset + 4;
        if (buffer.hasArray()) {
            mac.update(buffer.array(), buffer.arrayOffset() + from, attributeOffset - from);
        } else {
            int length = attributeOffset - from;
            if (copied.length < length) {
                copied = new byte[length];
            }
            buffer.get(from, copied, 0, length);
            mac.update(copied, 0, length);
        }
        try {
            mac.doFinal(result, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("HmacSHA1 yields 20 bytes", e);
        }
        return result;
    }

    /** In a time that does not depend on where the codes differ. */
    boolean matches(ByteBuffer buffer, int offset, int attributeOffset) {
        byte[] expected = compute(buffer, offset, attributeOffset);
        int difference = 0;
        for (int i = 0; i < LENGTH; i++) {
            difference |= expected[i] ^ buffer.get(attributeOffset + StunView.ATTRIBUTE_HEADER_LENGTH + i);
        }
        return difference == 0;
    }
}
