// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Somebody with a key and a certificate. */
public final class Signer {
    private static final long DAY_MILLIS = 86_400_000;

    private final KeyPair keys;
    private final List<X509Certificate> chain;

    private Signer(KeyPair keys, List<X509Certificate> chain) {
        this.keys = keys;
        this.chain = chain;
    }

    /** Vouches for itself. */
    public static Signer selfSigned(String name, long untilEpochMillis) {
        return create(name, null, false, KeyPurposeId.id_kp_codeSigning, untilEpochMillis);
    }

    /** Vouches for others. */
    public static Signer authority(String name, long untilEpochMillis) {
        return create(name, null, true, null, untilEpochMillis);
    }

    /** Is vouched for by this one. */
    public Signer certifies(String name, KeyPurposeId use, long untilEpochMillis) {
        return create(name, this, false, use, untilEpochMillis);
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    public String name() {
        return certificate().getSubjectX500Principal().getName();
    }

    public Path exportTo(Path folder) {
        try {
            Files.createDirectories(folder);
            String text = "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(certificate().getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
            return Files.writeString(folder.resolve(Integer.toHexString(name().hashCode()) + ".pem"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path sign(Path jar, Path signed) {
        return sign(jar, signed, false);
    }

    public Path sign(Path jar, Path signed, boolean sectionsOnly) {
        try (ZipFile plain = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            new JarSigner.Builder(
                            keys.getPrivate(),
                            CertificateFactory.getInstance("X.509").generateCertPath(chain))
                    .setProperty("sectionsonly", String.valueOf(sectionsOnly))
                    .signerName("SIGNER")
                    .build()
                    .sign(plain, out);
            return signed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Signer create(
            String name, @Nullable Signer issuer, boolean authority, @Nullable KeyPurposeId use, long until) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair keys = generator.generateKeyPair();
            X500Name subject = new X500Name("CN=" + name);
            X500Name issuedBy = issuer == null
                    ? subject
                    : new X500Name(
                            issuer.certificate().getSubjectX500Principal().getName());
            JcaX509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                    issuedBy,
                    BigInteger.valueOf(System.nanoTime()),
                    new Date(until - 3650 * DAY_MILLIS),
                    new Date(until),
                    subject,
                    keys.getPublic());
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (use != null) {
                certificate.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
            }
            X509Certificate own = new JcaX509CertificateConverter()
                    .getCertificate(certificate.build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .build(issuer == null ? keys.getPrivate() : issuer.keys.getPrivate())));
            return new Signer(keys, issuer == null ? List.of(own) : List.of(own, issuer.certificate()));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
