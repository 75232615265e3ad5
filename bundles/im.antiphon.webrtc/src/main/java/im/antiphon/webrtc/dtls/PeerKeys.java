// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Which public keys of peers are taken: P-256, P-384, and RSA of sizes people use. A peer chooses its own certificate and so
 * its own fingerprint; without a bound it could choose a key whose signatures take seconds to verify.
 */
final class PeerKeys {
    private static final int FEWEST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 4096;
    private static final int MOST_RSA_EXPONENT_BITS = 33;

    private PeerKeys() {}

    /** Whether the key of a well-formed certificate is one of them. */
    static boolean isReasonable(byte[] der) throws IOException {
        SubjectPublicKeyInfo key = Certificate.getInstance(der).getSubjectPublicKeyInfo();
        ASN1ObjectIdentifier algorithm = key.getAlgorithm().getAlgorithm();
        if (X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm)) {
            Object curve = key.getAlgorithm().getParameters();
            return X9ObjectIdentifiers.prime256v1.equals(curve) || SECObjectIdentifiers.secp384r1.equals(curve);
        }
        if (PKCSObjectIdentifiers.rsaEncryption.equals(algorithm)) {
            RSAPublicKey rsa = RSAPublicKey.getInstance(key.parsePublicKey());
            int bits = rsa.getModulus().bitLength();
            return bits >= FEWEST_RSA_BITS
                    && bits <= MOST_RSA_BITS
                    && rsa.getPublicExponent().bitLength() <= MOST_RSA_EXPONENT_BITS;
        }
        return false;
    }
}
