// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Vector;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * The cryptography that both roles speak, in order of preference. It is BouncyCastle's own rather than the platform's: a
 * third of the CPU time per handshake.
 */
final class DtlsCrypto extends BcTlsCrypto {
    /** What RFC 8827, section 6.5, asks for, then stronger and software-friendly ones. */
    static final int[] ECDSA_CIPHER_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
    };

    /** The same for a client, whose server may hold an RSA certificate. */
    static final int[] CLIENT_CIPHER_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
    };

    /** The groups of the key exchange. Others are refused: some are slow, none is needed. */
    static final int[] GROUPS = {NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1};

    private static final int[] SIGNATURE_SCHEMES = {
        SignatureScheme.ecdsa_secp256r1_sha256,
        SignatureScheme.ecdsa_secp384r1_sha384,
        SignatureScheme.rsa_pss_rsae_sha256,
        SignatureScheme.rsa_pkcs1_sha256,
        SignatureScheme.rsa_pkcs1_sha384,
        SignatureScheme.rsa_pkcs1_sha512
    };

    private static final SignatureAndHashAlgorithm OUR_SIGNATURE =
            SignatureScheme.getSignatureAndHashAlgorithm(SignatureScheme.ecdsa_secp256r1_sha256);

    DtlsCrypto(SecureRandom random) {
        super(random);
    }

    @Override
    public TlsCipher createCipher(TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
            throws IOException {
        return new DiscardingCipher(super.createCipher(parameters, encryptionAlgorithm, macAlgorithm));
    }

    @Override
    protected TlsAEADCipher createCipher_AES_GCM(TlsCryptoParameters parameters, int keyLength, int tagLength)
            throws IOException {
        return new TlsAEADCipher(
                parameters, new RecordGcm(true), new RecordGcm(false), keyLength, tagLength, TlsAEADCipher.AEAD_GCM);
    }

    /** Proves to the peer that our certificate is ours. */
    TlsCredentialedSigner credentials(TlsContext context, DtlsCertificate certificate) {
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), this, certificate.privateKey(), certificate.chain(), OUR_SIGNATURE);
    }

    /** The signatures we can verify, in the collection BouncyCastle asks for. */
    @SuppressWarnings("JdkObsolete")
    static Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
        Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
        for (int scheme : SIGNATURE_SCHEMES) {
            algorithms.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
        }
        return algorithms;
    }

    /** Whether the peer can verify our signature, as far as it says. */
    static boolean includesOurSignature(Vector<?> algorithms) {
        return algorithms.contains(OUR_SIGNATURE);
    }
}
