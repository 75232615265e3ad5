// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.signature;

import im.antiphon.deploy.jar.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The certificates an operator trusts: those of vendors themselves, and those of authorities that certify vendors.
 *
 * @param certificates as read
 * @param unreadable the files that could not be read; what was in them is not trusted
 */
public record TrustedCertificates(Set<X509Certificate> certificates, List<String> unreadable) {
    private static final String X509 = "X.509";
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final String ANY_USE = "2.5.29.37.0";

    public TrustedCertificates {
        certificates = Set.copyOf(certificates);
        unreadable = List.copyOf(unreadable);
    }

    /** Every {@code .pem}, {@code .crt} and {@code .cer} of the folder, each with one certificate or several. */
    public static TrustedCertificates read(Path folder) {
        Set<X509Certificate> certificates = new HashSet<>();
        List<String> unreadable = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(TrustedCertificates::named).sorted().toList()) {
                    try (InputStream text = Files.newInputStream(file)) {
                        for (Certificate each :
                                CertificateFactory.getInstance(X509).generateCertificates(text)) {
                            certificates.add((X509Certificate) each);
                        }
                    } catch (IOException | CertificateException e) {
                        unreadable.add(file.getFileName() + ": " + e.getMessage());
                    }
                }
            } catch (IOException e) {
                unreadable.add(folder + ": " + e.getMessage());
            }
        }
        return new TrustedCertificates(certificates, unreadable);
    }

    /**
     * Why a signature by the first of these certificates is not trusted.
     *
     * @param chain the signer's own certificate, then those of its issuers
     * @return empty where it is trusted
     */
    String objection(List<? extends Certificate> chain, Date now) throws GeneralSecurityException {
        X509Certificate signer = (X509Certificate) chain.get(0);
        try {
            signer.checkValidity(now);
        } catch (CertificateExpiredException e) {
            return "the certificate of " + name(signer) + " has expired ("
                    + signer.getNotAfter().toInstant() + ")";
        } catch (CertificateNotYetValidException e) {
            return "the certificate of " + name(signer) + " is not valid before "
                    + signer.getNotBefore().toInstant() + "; is the clock right?";
        }
        if (certificates.contains(signer)) {
            return "";
        }
        Set<TrustAnchor> authorities = new HashSet<>();
        for (X509Certificate each : certificates) {
            if (each.getBasicConstraints() >= 0) {
                authorities.add(new TrustAnchor(each, null));
            }
        }
        if (authorities.isEmpty()) {
            return name(signer) + " is not trusted here";
        }
        List<String> uses = signer.getExtendedKeyUsage();
        if (uses != null && !uses.contains(CODE_SIGNING) && !uses.contains(ANY_USE)) {
            return "the certificate of " + name(signer) + " is not for signing code";
        }
        try {
            PKIXParameters parameters = new PKIXParameters(authorities);
            parameters.setRevocationEnabled(false); // A node may have no way out to ask.
            parameters.setDate(now);
            List<Certificate> below = new ArrayList<>();
            for (Certificate each : chain) {
                if (certificates.contains(each)) {
                    break;
                }
                below.add(each);
            }
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance(X509).generateCertPath(below), parameters);
            return "";
        } catch (CertPathValidatorException e) {
            return name(signer) + " is not trusted here (" + Shown.text(String.valueOf(e.getMessage())) + ")";
        }
    }

    static String name(X509Certificate certificate) {
        return Shown.text(certificate.getSubjectX500Principal().getName());
    }

    private static boolean named(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".pem") || name.endsWith(".crt") || name.endsWith(".cer");
    }
}
