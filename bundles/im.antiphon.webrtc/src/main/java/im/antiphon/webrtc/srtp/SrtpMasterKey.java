// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The secret one direction starts from, as DTLS exports it (RFC 5764, section 4.2). Immutable; printed it tells its lengths
 * only.
 *
 * @param key {@link SrtpProfile#keyLength} bytes
 * @param salt {@link SrtpProfile#saltLength} bytes
 */
public record SrtpMasterKey(byte[] key, byte[] salt) {
    public SrtpMasterKey {
        key = key.clone();
        salt = salt.clone();
    }

    /** A copy. */
    @Override
    public byte[] key() {
        return key.clone();
    }

    /** A copy. */
    @Override
    public byte[] salt() {
        return salt.clone();
    }

    /** @throws IllegalArgumentException if the lengths are not those of {@code profile} */
    public void requireLengthsOf(SrtpProfile profile) {
        if (key.length != profile.keyLength()) {
            throw new IllegalArgumentException(
                    "key: " + key.length + " bytes (expected: " + profile.keyLength() + " for " + profile + ")");
        }
        if (salt.length != profile.saltLength()) {
            throw new IllegalArgumentException(
                    "salt: " + salt.length + " bytes (expected: " + profile.saltLength() + " for " + profile + ")");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SrtpMasterKey that
                && MessageDigest.isEqual(key, that.key)
                && MessageDigest.isEqual(salt, that.salt);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(key) + Arrays.hashCode(salt);
    }

    @Override
    public String toString() {
        return "SrtpMasterKey[key=" + key.length + " bytes, salt=" + salt.length + " bytes]";
    }
}
