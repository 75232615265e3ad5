// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the server's certificate comes from: files the operator names, or a directory with one of our own making. */
public final class CertificateStore {
    private static final Logger logger = LoggerFactory.getLogger(CertificateStore.class);
    private static final String CERTIFICATE_FILE = "certificate.pem";
    private static final String KEY_FILE = "key.pem";

    /** One of our own that is about to end is replaced. */
    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);

    private CertificateStore() {}

    /**
     * The operator's certificate.
     *
     * @param certificate PEM, the server's own first, then what signed it
     * @param key PEM, PKCS #8, unencrypted
     */
    public static ServerCertificate load(Path certificate, Path key) throws IOException, GeneralSecurityException {
        return new ServerCertificate(
                Pem.readKey(Files.readString(key, StandardCharsets.US_ASCII)),
                Pem.readCertificates(Files.readString(certificate, StandardCharsets.US_ASCII)));
    }

    /**
     * One of our own: that of an earlier start where it is still good and speaks for all of {@code names}, else a new one.
     *
     * @param directory where it is kept, made where it is missing; null: kept nowhere
     */
    public static ServerCertificate selfSigned(@Nullable Path directory, ServerNames names, Instant now)
            throws IOException, GeneralSecurityException {
        if (directory != null) {
            ServerCertificate earlier = earlier(directory, names, now);
            if (earlier != null) {
                return earlier;
            }
        }
        ServerCertificate made =
                SelfSignedCertificate.create("Antiphon", names.names(), names.addresses(), now, new SecureRandom());
        if (directory != null) {
            save(made, directory);
        }
        logger.info("event=certificate_made fingerprint={} names={}", made.fingerprint(), names);
        return made;
    }

    private static @Nullable ServerCertificate earlier(Path directory, ServerNames names, Instant now) {
        Path certificate = directory.resolve(CERTIFICATE_FILE);
        Path key = directory.resolve(KEY_FILE);
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return null;
        }
        try {
            ServerCertificate earlier = load(certificate, key);
            boolean good = earlier.leaf().getNotAfter().toInstant().isAfter(now.plus(RENEWED_BEFORE_END));
            return good && names.areIn(earlier.leaf()) ? earlier : null;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            logger.warn("event=certificate_unusable directory={} reason=\"{}\"", directory, unusable.getMessage());
            return null;
        }
    }

    private static void save(ServerCertificate made, Path directory) throws IOException, GeneralSecurityException {
        Files.createDirectories(directory);
        write(directory.resolve(KEY_FILE), Pem.write(made.key()));
        write(directory.resolve(CERTIFICATE_FILE), Pem.write(made.leaf()));
    }

    /** Readable by its owner only, and never half written. */
    private static void write(Path file, String text) throws IOException {
        FileAttribute<?>[] ownerOnly =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Path written = Files.createTempFile(file.toAbsolutePath().getParent(), "writing", ".pem", ownerOnly);
        try {
            Files.writeString(written, text, StandardCharsets.US_ASCII);
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
