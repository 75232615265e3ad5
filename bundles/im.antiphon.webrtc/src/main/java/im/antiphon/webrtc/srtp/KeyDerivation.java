// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session keys from a master key: AES in counter mode as the pseudo-random function, key derivation rate zero (RFC 3711,
 * sections 4.3.1 and 4.3.3).
 */
final class KeyDerivation {
    private static final int BLOCK = 16;

    /** Where the label meets the salt: 48 bits of index (zero, as the rate is) follow it in the 112-bit salt. */
    private static final int LABEL_POSITION = 7;

    private static final int LABEL_ENCRYPTION = 0;
    private static final int LABEL_AUTHENTICATION = 1;
    private static final int LABEL_SALT = 2;
    private static final int LABELS_PER_PROTOCOL = 3;

    private KeyDerivation() {}

    static SessionKeys forRtp(SrtpProfile profile, SrtpMasterKey masterKey) {
        return derive(profile, masterKey, 0);
    }

    static SessionKeys forRtcp(SrtpProfile profile, SrtpMasterKey masterKey) {
        return derive(profile, masterKey, LABELS_PER_PROTOCOL);
    }

    private static SessionKeys derive(SrtpProfile profile, SrtpMasterKey masterKey, int firstLabel) {
        masterKey.requireLengthsOf(profile);
        byte[] key = masterKey.key();
        byte[] salt = masterKey.salt();
        return new SessionKeys(
                generate(key, salt, firstLabel + LABEL_ENCRYPTION, profile.keyLength()),
                generate(key, salt, firstLabel + LABEL_AUTHENTICATION, profile.authenticationKeyLength()),
                generate(key, salt, firstLabel + LABEL_SALT, profile.saltLength()));
    }

    /**
     * The first bytes of the key stream that belongs to a label.
     *
     * @param salt 14 bytes, or 12, which count as followed by two zeros (RFC 7714, section 11)
     */
    static byte[] generate(byte[] key, byte[] salt, int label, int length) {
        int blocks = (length + BLOCK - 1) / BLOCK;
        byte[] counters = new byte[blocks * BLOCK];
        for (int block = 0; block < blocks; block++) {
            System.arraycopy(salt, 0, counters, block * BLOCK, salt.length);
            counters[block * BLOCK + LABEL_POSITION] ^= (byte) label;
            counters[block * BLOCK + BLOCK - 1] = (byte) block;
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            byte[] stream = new byte[counters.length];
            cipher.doFinal(counters, 0, counters.length, stream, 0);
            return Arrays.copyOf(stream, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }
}
