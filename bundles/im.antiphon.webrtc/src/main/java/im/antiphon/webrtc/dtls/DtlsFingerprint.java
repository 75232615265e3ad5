// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a certificate, by which signaling vouches for it (RFC 8122, section 5). Immutable, safe from any thread.
 *
 * <p>Weaker algorithms than SHA-256 are not spoken: what uses them does not parse.
 */
public final class DtlsFingerprint {
    /** The hash functions that a fingerprint may be made with. */
    public enum Algorithm {
        SHA_256("sha-256", 32),
        SHA_384("sha-384", 48),
        SHA_512("sha-512", 64);

        private final String label;
        private final int lengthInBytes;

        Algorithm(String label, int lengthInBytes) {
            this.label = label;
            this.lengthInBytes = lengthInBytes;
        }

        /** As SDP spells it. */
        public String label() {
            return label;
        }

        private Digest digest() {
            return switch (this) {
                case SHA_256 -> new SHA256Digest();
                case SHA_384 -> new SHA384Digest();
                case SHA_512 -> new SHA512Digest();
            };
        }
    }

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    private final Algorithm algorithm;
    private final byte[] hash;

    private DtlsFingerprint(Algorithm algorithm, byte[] hash) {
        this.algorithm = algorithm;
        this.hash = hash;
    }

    /** The fingerprint of a certificate in DER. */
    public static DtlsFingerprint ofCertificate(Algorithm algorithm, byte[] der) {
        Digest digest = algorithm.digest();
        digest.update(der, 0, der.length);
        byte[] hash = new byte[algorithm.lengthInBytes];
        digest.doFinal(hash, 0);
        return new DtlsFingerprint(algorithm, hash);
    }

    /**
     * Reads what stands after {@code a=fingerprint:}, such as {@code sha-256 4A:AD:…}; letters of either case.
     *
     * @return null where the algorithm is not ours, the length not the algorithm's, or the syntax not the RFC's
     */
    public static @Nullable DtlsFingerprint parse(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? null : parse(text.substring(0, space), text.substring(space + 1));
    }

    /** The same, already cut in two. */
    public static @Nullable DtlsFingerprint parse(String algorithmLabel, String value) {
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.label.equals(algorithmLabel.toLowerCase(Locale.ROOT))) {
                byte[] hash = parseHash(value, algorithm.lengthInBytes);
                return hash == null ? null : new DtlsFingerprint(algorithm, hash);
            }
        }
        return null;
    }

    private static byte @Nullable [] parseHash(String value, int lengthInBytes) {
        if (value.length() != lengthInBytes * 3 - 1) {
            return null;
        }
        byte[] hash = new byte[lengthInBytes];
        for (int i = 0; i < lengthInBytes; i++) {
            char high = value.charAt(i * 3);
            char low = value.charAt(i * 3 + 1);
            if (!HexFormat.isHexDigit(high)
                    || !HexFormat.isHexDigit(low)
                    || (i + 1 < lengthInBytes && value.charAt(i * 3 + 2) != ':')) {
                return null;
            }
            hash[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
        }
        return hash;
    }

    /** Which hash function made it. */
    public Algorithm algorithm() {
        return algorithm;
    }

    /** The octets as SDP spells them: upper case, with colons. */
    public String value() {
        return COLONS.formatHex(hash);
    }

    /** Whether it is that of this certificate in DER; takes as long for a near miss as for a far one. */
    public boolean matches(byte[] der) {
        return MessageDigest.isEqual(hash, ofCertificate(algorithm, der).hash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DtlsFingerprint that
                && algorithm == that.algorithm
                && MessageDigest.isEqual(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    /** As it stands after {@code a=fingerprint:}. */
    @Override
    public String toString() {
        return algorithm.label + " " + value();
    }
}
