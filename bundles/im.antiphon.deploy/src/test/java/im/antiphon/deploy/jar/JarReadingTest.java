// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import im.antiphon.deploy.Jars;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Manifest;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

class JarReadingTest {
    private static final long SEED = 20261122;
    private static final int ROUNDS = 2000;

    /** The JDK warns of every damaged manifest. */
    private static final Logger JDK = Logger.getLogger("java.util.jar");

    @TempDir
    Path folder;

    @BeforeAll
    static void quietenTheJdk() {
        JDK.setLevel(Level.OFF);
    }

    @Test
    void findsWhatAPluginSaysOfItself() {
        PluginJar jar = read(Jars.plugin("com.acme.aimd;singleton:=true", "1.2.3.beta")
                .header("Import-Package", "a;b;version=\"[1,2)\",c;resolution:=optional")
                .header("Export-Package", "com.acme.api;version=1")
                .header("Service-Component", "OSGI-INF/*.xml"));

        assertThat(jar.manifest().symbolicName()).isEqualTo("com.acme.aimd");
        assertThat(jar.manifest().version()).isEqualTo(new Version(1, 2, 3, "beta"));
        assertThat(jar.manifest().imports())
                .containsExactly(
                        new PackageImport("a", new VersionRange("[1,2)"), false),
                        new PackageImport("b", new VersionRange("[1,2)"), false),
                        new PackageImport("c", new VersionRange("0"), true));
        assertThat(jar.manifest().exports()).containsExactly("com.acme.api");
        assertThat(jar.manifest().components()).isTrue();
        assertThat(jar.manifest().fragmentHost()).isNull();
    }

    @Test
    void findsClassesWhereverTheBundleHasThem() {
        byte[] embedded = Jars.empty().entry("org/embedded/A.class", "a").bytes();

        PluginJar jar = read(Jars.plugin("p", "1")
                .header("Bundle-ClassPath", ".,lib/embedded.jar,classes")
                .entry("lib/embedded.jar", embedded)
                .entry(
                        "lib/other.jar",
                        Jars.empty().entry("org/other/A.class", "a").bytes())
                .entry("classes/org/folder/B.class", "b")
                .entry("META-INF/versions/21/org/newer/C.class", "c"));

        assertThat(jar.classPackages())
                .contains("com.acme", "org.embedded", "org.folder", "org.newer")
                .doesNotContain("org.other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bundle-ManifestVersion|1|not an OSGi bundle",
                "Bundle-SymbolicName|../evil|Bundle-SymbolicName: ../evil",
                "Bundle-SymbolicName|;x=y|Bundle-SymbolicName cannot be read",
                "Bundle-Version|one|Bundle-Version: one (expected: such as 1.2.3",
                "Import-Package|a;version=\"[2,x)\"|Import-Package: a has the version [2,x)",
                "Export-Package|a;version=\"1|Export-Package cannot be read: a quotation mark is not closed",
            })
    void tellsWhatIsWrongWithAManifest(String header, String value, String message) {
        assertThat(refusal(Jars.plugin("p", "1").header(header, value).bytes()))
                .hasMessageContaining(message)
                .extracting(DeploymentException::reason)
                .isEqualTo(Reason.MANIFEST);
    }

    @Test
    void tellsWhatAManifestLacks() {
        assertThat(refusal(Jars.plugin("p", "1").without("Bundle-SymbolicName").bytes()))
                .hasMessageContaining("not an OSGi bundle")
                .hasMessageContaining("bnd-maven-plugin");
        assertThat(refusal(Jars.plugin("p", "1").without("Bundle-Version").bytes()))
                .hasMessageContaining("no Bundle-Version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../up", "a/../../b", "/etc/passwd", "C:/x", "a\\b", "a/./b", "line\nbreak"})
    void refusesNamesThatLeadOutside(String name) {
        assertThat(refusal(Jars.plugin("p", "1").entry(name, "x").bytes()))
                .hasMessageContaining("may lead outside the jar")
                .extracting(DeploymentException::reason)
                .isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void refusesWhatIsNoJar() {
        DeploymentException refusal = refusal("no jar".getBytes(StandardCharsets.UTF_8));

        assertThat(refusal.reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(refusal).hasMessageContaining("move it here when it is complete");
    }

    @Test
    void refusesAHeaderThatIsThereTwice() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write(("Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: a\nBundle-Version: 1\n"
                            + "bundle-symbolicname: b\n\n")
                    .getBytes(StandardCharsets.UTF_8));
        }

        assertThat(refusal(bytes.toByteArray())).hasMessageContaining("bundle-symbolicname twice");
    }

    @Test
    void refusesAnEntryThatIsNotAsTheDirectorySays() {
        byte[] jar = Jars.plugin("p", "1").entry("a", "content").bytes();
        int directory = new String(jar, StandardCharsets.ISO_8859_1).lastIndexOf("PK\u0001\u0002");
        jar[directory + 16] ^= 1; // its checksum

        assertThat(refusal(jar)).hasMessageContaining("a in it is damaged");
    }

    @Test
    void aJarThatIsStillBeingCopiedIsNotComplete() throws IOException {
        byte[] whole = Jars.plugin("p", "1").bytes();
        Path file = folder.resolve("p.jar");
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(JarReading.complete(file)).as("%d bytes", length).isFalse();
        }
        Files.write(file, whole);
        assertThat(JarReading.complete(file)).isTrue();
    }

    @Test
    void stopsUnpackingABomb() {
        byte[] zeros = new byte[1 << 20];
        byte[] bomb = Jars.plugin("p", "1").entry("zeros", zeros).bytes();
        byte[] nested = Jars.plugin("p", "1")
                .header("Bundle-ClassPath", "inner.jar")
                .entry("inner.jar", Jars.empty().entry("zeros", zeros).bytes())
                .bytes();

        assertThat(bomb).hasSizeLessThan(1 << 13);
        JarLimits limits = new JarLimits(1 << 20, 1 << 16, 100);
        for (byte[] each : List.of(bomb, nested)) {
            assertThat(refusal(each, limits))
                    .hasMessageContaining("unpacked it has more than 65536 bytes")
                    .extracting(DeploymentException::reason)
                    .isEqualTo(Reason.TOO_LARGE);
        }
    }

    @Test
    void refusesWhatIsTooLargeOrHasTooManyEntries() {
        byte[] jar = Jars.plugin("p", "1").entry("a", "a").entry("b", "b").bytes();

        assertThat(refusal(jar, new JarLimits(100, 1 << 20, 100))).hasMessageContaining("more than 100");
        assertThat(refusal(jar, new JarLimits(1 << 20, 1 << 20, 3))).hasMessageContaining("more than 3 entries");
    }

    @Test
    void neverShowsControlCharactersInAMessage() {
        assertThat(Shown.text("a\u001b[2J\nb\u202e")).isEqualTo("a?[2J?b?");
        assertThat(Shown.text("x".repeat(5000))).hasSizeLessThan(210);
    }

    @Test
    void survivesAnyDamage() {
        byte[] embedded = Jars.empty().entry("org/embedded/A.class", "a").bytes();
        Corpus corpus = new Corpus(
                "jars",
                List.of(
                        new Corpus.Sample("plain", Jars.plugin("p", "1").bytes()),
                        new Corpus.Sample(
                                "embedding",
                                Jars.plugin("p", "1")
                                        .header("Bundle-ClassPath", ".,e.jar")
                                        .entry("e.jar", embedded)
                                        .bytes())));

        Mutations.forEach(corpus, SEED, ROUNDS, bytes -> {
            try {
                assertThat(read(bytes, new JarLimits(1 << 20, 1 << 22, 100))).isNotNull();
            } catch (DeploymentException e) {
                assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1000);
            }
        });
    }

    @Test
    void survivesAnyManifest() {
        Corpus corpus = new Corpus(
                "manifests",
                List.of(new Corpus.Sample(
                        "manifest",
                        ("Manifest-Version: 1.0\r\nBundle-ManifestVersion: 2\r\nBundle-SymbolicName: a.b;x:=\"y\"\r\n"
                                        + "Bundle-Version: 1.2.3.q\r\nImport-Package: a;b;version=\"[1.0,2)\",c;d:=e\r\n"
                                        + "Export-Package: x;uses:=\"y,z\"\r\nBundle-ClassPath: .,lib\r\n\r\n")
                                .getBytes(StandardCharsets.UTF_8))));

        Mutations.forEach(corpus, SEED, ROUNDS, bytes -> {
            try {
                PluginManifest.read(new Manifest(new ByteArrayInputStream(bytes)));
            } catch (DeploymentException e) {
                assertThat(e.reason()).isEqualTo(Reason.MANIFEST);
            } catch (IOException e) {
                assertThat(e).as("how the JDK says that it is no manifest").isNotNull();
            }
        });
    }

    private PluginJar read(Jars jar) {
        return read(jar.bytes(), JarLimits.DEFAULT);
    }

    private DeploymentException refusal(byte[] jar) {
        return refusal(jar, JarLimits.DEFAULT);
    }

    private DeploymentException refusal(byte[] jar, JarLimits limits) {
        return catchThrowableOfType(DeploymentException.class, () -> read(jar, limits));
    }

    private PluginJar read(byte[] jar, JarLimits limits) {
        try {
            return JarReading.read(Files.write(folder.resolve("read.jar"), jar), limits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
