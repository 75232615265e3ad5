// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Makes a certificate (RFC 5280) for a server nobody has given one: P-256, signed by itself with SHA-256, good for 395 days,
 * the longest that browsers take. Neither the JDK nor Netty's runtime artifacts can write one, so the dozen fields are
 * written here.
 */
final class SelfSignedCertificate {
    static final Duration VALIDITY = Duration.ofDays(395);

    /** Clients' clocks may be behind. */
    private static final Duration BACKDATING = Duration.ofDays(1);

    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.objectIdentifier(1, 2, 840, 10045, 4, 3, 2));
    private static final byte[] COMMON_NAME = Der.objectIdentifier(2, 5, 4, 3);
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.objectIdentifier(2, 5, 29, 17);
    private static final byte[] BASIC_CONSTRAINTS = Der.objectIdentifier(2, 5, 29, 19);
    private static final byte[] KEY_USAGE = Der.objectIdentifier(2, 5, 29, 15);
    private static final byte[] EXTENDED_KEY_USAGE = Der.objectIdentifier(2, 5, 29, 37);
    private static final byte[] SERVER_AUTHENTICATION = Der.objectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 1);

    private SelfSignedCertificate() {}

    /**
     * @param names DNS names to be valid for
     * @param addresses to be valid for
     */
    static ServerCertificate create(
            String commonName, List<String> names, List<InetAddress> addresses, Instant now, SecureRandom random)
            throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair keys = generator.generateKeyPair();

        byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8String(commonName))));
        Instant from = now.minus(BACKDATING);
        byte[] toBeSigned = Der.sequence(
                Der.value(0xA0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(127, random).setBit(126)),
                ECDSA_WITH_SHA256,
                name,
                Der.sequence(Der.time(from), Der.time(from.plus(VALIDITY))),
                name,
                keys.getPublic().getEncoded(),
                Der.value(0xA3, extensions(names, addresses)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate(), random);
        signature.update(toBeSigned);
        byte[] certificate = Der.sequence(toBeSigned, ECDSA_WITH_SHA256, Der.bitString(0, signature.sign()));
        return new ServerCertificate(keys.getPrivate(), List.of((X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate))));
    }

    private static byte[] extensions(List<String> names, List<InetAddress> addresses) {
        byte[][] alternatives = new byte[names.size() + addresses.size()][];
        int count = 0;
        for (String name : names) {
            alternatives[count++] = Der.value(0x82, name.getBytes(StandardCharsets.US_ASCII));
        }
        for (InetAddress address : addresses) {
            alternatives[count++] = Der.value(0x87, address.getAddress());
        }
        return Der.sequence(
                extension(BASIC_CONSTRAINTS, true, Der.sequence()),
                // digitalSignature
                extension(KEY_USAGE, true, Der.bitString(7, new byte[] {(byte) 0x80})),
                extension(EXTENDED_KEY_USAGE, false, Der.sequence(SERVER_AUTHENTICATION)),
                extension(SUBJECT_ALTERNATIVE_NAME, false, Der.sequence(alternatives)));
    }

    private static byte[] extension(byte[] identifier, boolean critical, byte[] content) {
        return critical
                ? Der.sequence(identifier, Der.bool(true), Der.octetString(content))
                : Der.sequence(identifier, Der.octetString(content));
    }
}
