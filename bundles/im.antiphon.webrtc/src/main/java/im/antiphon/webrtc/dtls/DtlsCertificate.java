// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * Our own certificate and its private key: P-256, signed by itself, vouched for by its fingerprint in SDP (RFC 8827, section
 * 6.5). Immutable, safe from any thread; one serves any number of endpoints. Neither prints nor gives away the private key.
 */
public final class DtlsCertificate {
    private static final X500Name SUBJECT = new X500Name("CN=antiphon");
    private static final int SERIAL_NUMBER_BITS = 64;

    private final byte[] der;
    private final AsymmetricKeyParameter privateKey;
    private final DtlsFingerprint fingerprint;
    private final Certificate chain;

    private DtlsCertificate(byte[] der, AsymmetricKeyParameter privateKey, SecureRandom random) throws IOException {
        this.der = der;
        this.chain = new Certificate(new TlsCertificate[] {new BcTlsCrypto(random).createCertificate(der)});
        this.privateKey = privateKey;
        this.fingerprint = DtlsFingerprint.ofCertificate(DtlsFingerprint.Algorithm.SHA_256, der);
    }

    /**
     * A new key pair and a certificate for it. Takes about a millisecond.
     *
     * @param validity more than zero; browsers check it
     */
    public static DtlsCertificate generate(SecureRandom random, Instant notBefore, Duration validity) {
        if (validity.isNegative() || validity.isZero()) {
            throw new IllegalArgumentException("validity: " + validity + " (expected: more than zero)");
        }
        AsymmetricCipherKeyPair keys = generateKeys(random);
        try {
            var builder = new X509v3CertificateBuilder(
                    SUBJECT,
                    new BigInteger(SERIAL_NUMBER_BITS, random).setBit(0),
                    Date.from(notBefore),
                    Date.from(notBefore.plus(validity)),
                    SUBJECT,
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keys.getPublic()));
            var signatureAlgorithm = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA");
            var signer = new BcECContentSignerBuilder(
                            signatureAlgorithm, new DefaultDigestAlgorithmIdentifierFinder().find(signatureAlgorithm))
                    .setSecureRandom(random)
                    .build(keys.getPrivate());
            return new DtlsCertificate(builder.build(signer).getEncoded(), keys.getPrivate(), random);
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("P-256 with SHA-256 is not there", e);
        }
    }

    private static AsymmetricCipherKeyPair generateKeys(SecureRandom random) {
        var generator = new ECKeyPairGenerator();
        generator.init(
                new ECKeyGenerationParameters(ECNamedDomainParameters.lookup(X9ObjectIdentifiers.prime256v1), random));
        return generator.generateKeyPair();
    }

    /** Its SHA-256, as SDP announces it. */
    public DtlsFingerprint fingerprint() {
        return fingerprint;
    }

    /** A copy of the certificate in DER. */
    public byte[] encoded() {
        return der.clone();
    }

    /** As handshakes send it: one for all of them, for sessions hold on to it. */
    Certificate chain() {
        return chain;
    }

    AsymmetricKeyParameter privateKey() {
        return privateKey;
    }

    @Override
    public String toString() {
        return "DtlsCertificate[" + fingerprint + "]";
    }
}
