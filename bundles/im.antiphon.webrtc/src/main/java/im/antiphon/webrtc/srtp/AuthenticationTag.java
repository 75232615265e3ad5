// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA1 cut to its first 80 bits (RFC 3711, section 4.2.1). Confined to one event loop. */
final class AuthenticationTag {
    static final int LENGTH = 10;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int DIGEST_LENGTH = 20;

    private final Mac mac;
    private final byte[] rollover = new byte[Integer.BYTES];
    private final byte[] digest = new byte[DIGEST_LENGTH];

    AuthenticationTag(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }

    /** Takes the packet and the rollover counter, which is authenticated but not sent. */
    AuthenticationTag update(byte[] bytes, int offset, int length, int rolloverCounter) {
        mac.update(bytes, offset, length);
        INTS.set(rollover, 0, rolloverCounter);
        mac.update(rollover, 0, rollover.length);
        return this;
    }

    AuthenticationTag update(byte[] bytes, int offset, int length) {
        mac.update(bytes, offset, length);
        return this;
    }

    void write(byte[] bytes, int position) {
        finish();
        System.arraycopy(digest, 0, bytes, position, LENGTH);
    }

    /** Compares in a time that does not tell where the difference is. */
    boolean matches(byte[] bytes, int position) {
        finish();
        int difference = 0;
        for (int i = 0; i < LENGTH; i++) {
            difference |= digest[i] ^ bytes[position + i];
        }
        return difference == 0;
    }

    private void finish() {
        try {
            mac.doFinal(digest, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the digest has room for SHA-1", e);
        }
    }
}
