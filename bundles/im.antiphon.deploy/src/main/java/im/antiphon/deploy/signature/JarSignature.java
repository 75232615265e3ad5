// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.signature;

import im.antiphon.deploy.jar.Shown;
import im.antiphon.deploy.signature.Signing.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a jar as {@code jarsigner -verify -strict} does: every entry, by the same signer. The jar has been read before
 * and is known to be of bearable size.
 */
public final class JarSignature {
    private static final String SIGN = "jarsigner -keystore keys.p12 plugin.jar ALIAS";

    private final TrustedCertificates trusted;
    private final String trustedFolder;
    private final Date now;

    /** @param trustedFolder where the trusted certificates are, for messages */
    public JarSignature(TrustedCertificates trusted, String trustedFolder, Date now) {
        this.trusted = trusted;
        this.trustedFolder = trustedFolder;
        this.now = now;
    }

    /** @throws IOException where the file cannot be read at all */
    public Signing verify(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), true, ZipFile.OPEN_READ)) {
            return verify(jar);
        } catch (SecurityException e) { // How the JDK tells of an entry or a manifest that has changed.
            return tampered(Shown.text(String.valueOf(e.getMessage())));
        } catch (GeneralSecurityException e) {
            return new Signing(
                    State.UNTRUSTED,
                    null,
                    "its signature cannot be judged: " + Shown.text(String.valueOf(e.getMessage())));
        }
    }

    private Signing verify(JarFile jar) throws IOException, GeneralSecurityException {
        Set<CodeSigner> common = null;
        String bare = null;
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (entry.isDirectory() || partOfSignature(entry.getName())) {
                continue;
            }
            try (InputStream content = jar.getInputStream(entry)) {
                content.transferTo(OutputStream.nullOutputStream()); // Signers are known when all was read.
            }
            CodeSigner[] signers = entry.getCodeSigners();
            if (signers == null) {
                bare = entry.getName();
            } else if (common == null) {
                common = new HashSet<>(List.of(signers));
            } else {
                common.retainAll(Set.of(signers));
            }
        }
        String missing = missing(jar);
        if (missing != null) {
            return tampered(Shown.text(missing) + " was signed and is missing");
        }
        if (common == null) {
            return new Signing(
                    State.UNSIGNED,
                    null,
                    "it is not signed, or with an algorithm that is no longer secure. Its author signs it with: "
                            + SIGN);
        }
        if (bare != null) {
            return tampered(Shown.text(bare) + " is not signed while others are: was it added later?");
        }
        if (common.isEmpty()) {
            return new Signing(
                    State.UNTRUSTED, null, "its parts are signed by different keys; sign all of it with one: " + SIGN);
        }
        if (!manifestIsSigned(jar)) {
            return new Signing(
                    State.UNTRUSTED,
                    null,
                    "it was signed with -sectionsonly, so that its manifest may have been changed; sign it with: "
                            + SIGN);
        }
        return judge(common);
    }

    private Signing judge(Set<CodeSigner> signers) throws GeneralSecurityException {
        String objection = "";
        String name = null;
        for (CodeSigner signer : signers) {
            List<? extends Certificate> chain = signer.getSignerCertPath().getCertificates();
            name = TrustedCertificates.name((X509Certificate) chain.get(0));
            objection = trusted.objection(chain, now);
            if (objection.isEmpty()) {
                return new Signing(State.TRUSTED, name, "");
            }
        }
        String files = trusted.unreadable().isEmpty() ? "" : "; not read: " + trusted.unreadable();
        return new Signing(
                State.UNTRUSTED,
                name,
                objection + ". If you trust the signer, put the certificate into " + trustedFolder
                        + " (keytool -exportcert -rfc -keystore keys.p12 -alias ALIAS); if not, have it signed by one"
                        + " whom you trust: " + SIGN + files);
    }

    /** An entry that the manifest has a digest of, and the jar does not have. */
    private static @Nullable String missing(JarFile jar) throws IOException {
        Manifest manifest = jar.getManifest();
        for (Map.Entry<String, Attributes> section : manifest.getEntries().entrySet()) {
            boolean digest = section.getValue().keySet().stream()
                    .anyMatch(key -> key.toString().toUpperCase(Locale.ROOT).endsWith("-DIGEST"));
            if (digest && jar.getEntry(section.getKey()) == null) {
                return section.getKey();
            }
        }
        return null;
    }

    private static boolean manifestIsSigned(JarFile jar) throws IOException {
        for (JarEntry entry : Collections.list(jar.entries())) {
            String name = entry.getName().toUpperCase(Locale.ROOT);
            if (partOfSignature(name) && name.endsWith(".SF")) {
                try (InputStream text = jar.getInputStream(entry)) {
                    boolean whole = new Manifest(text)
                            .getMainAttributes().keySet().stream()
                                    .map(key -> key.toString().toUpperCase(Locale.ROOT))
                                    .anyMatch(key -> key.endsWith("-DIGEST-MANIFEST")
                                            || key.endsWith("-DIGEST-MANIFEST-MAIN-ATTRIBUTES"));
                    if (!whole) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** The files that make up a signature are not signed themselves. */
    private static boolean partOfSignature(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (!upper.startsWith("META-INF/") || upper.indexOf('/', "META-INF/".length()) >= 0) {
            return false;
        }
        return upper.equals(JarFile.MANIFEST_NAME)
                || upper.startsWith("META-INF/SIG-")
                || upper.endsWith(".SF")
                || upper.endsWith(".RSA")
                || upper.endsWith(".DSA")
                || upper.endsWith(".EC");
    }

    private static Signing tampered(String what) {
        return new Signing(
                State.TAMPERED,
                null,
                "it was changed after it was signed (" + what
                        + "). Take it from its author again, and have it signed as the last step of its build");
    }
}
