// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import im.antiphon.deploy.Jars;
import im.antiphon.deploy.Signer;
import im.antiphon.deploy.admission.Surroundings.Exported;
import im.antiphon.deploy.jar.JarLimits;
import im.antiphon.deploy.signature.SignaturePolicy;
import im.antiphon.deploy.signature.Signing.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Version;

class AdmissionTest {
    private static final long NOW = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
    private static final Surroundings HERE = new Surroundings(
            List.of(
                    new Exported("im.antiphon.api.congestion", new Version("0.1.0"), "im.antiphon.api", true),
                    new Exported("com.codahale.metrics", new Version("4.2.39"), "metrics-core", true),
                    new Exported("com.other.shared", new Version("1.0.0"), "com.other", false)),
            Set.of("im.antiphon.api", "im.antiphon.core", "im.antiphon.congestion.remb", "metrics-core"),
            Map.of("im.antiphon.congestion.remb", new Version("0.1.0")));

    @TempDir
    Path folder;

    @Test
    void aPluginThatNothingIsWrongWithComesIn() {
        assertThatCode(() -> check(plugin())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fragment-Host|im.antiphon.core|is a fragment (Fragment-Host: im.antiphon.core)",
                "Fragment-Host|system.bundle;extension:=framework|is a fragment",
                "Require-Bundle|im.antiphon.core|requires the server's bundle im.antiphon.core",
                "Require-Bundle|com.other,system.bundle|requires the server's bundle system.bundle",
                "DynamicImport-Package|com.x.*,*|has DynamicImport-Package: *",
                "Import-Package|org.osgi.framework.hooks.weaving|imports org.osgi.framework.hooks.weaving",
                "Import-Package|org.osgi.framework.startlevel|imports org.osgi.framework.startlevel",
                "Bundle-SymbolicName|im.antiphon.core|has the symbolic name of a bundle of the server",
            })
    void whatMayTurnTheServerInsideOutIsForbidden(String header, String value, String message) {
        DeploymentException refusal = refusal(plugin().header(header, value));

        assertThat(refusal.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(refusal).hasMessageContaining(message);
    }

    @Test
    void requiringAnotherPluginsBundleIsItsOwnAffair() {
        assertThatCode(() -> check(plugin().header("Require-Bundle", "com.other")))
                .doesNotThrowAnyException();
    }

    @Test
    void aNewerVersionOfABundledPluginComesInAndTheSameDoesNot() {
        assertThatCode(() -> check(Jars.plugin("im.antiphon.congestion.remb", "0.2.0")))
                .doesNotThrowAnyException();
        assertThat(refusal(Jars.plugin("im.antiphon.congestion.remb", "0.1.0")))
                .hasMessageContaining("im.antiphon.congestion.remb 0.1.0 is already there, from the distribution")
                .hasMessageContaining("raise Bundle-Version")
                .extracting(DeploymentException::reason)
                .isEqualTo(Reason.SAME_VERSION);
    }

    @ParameterizedTest
    @CsvSource({
        "im.antiphon.api.congestion, which belongs to im.antiphon.api",
        "im.antiphon.api.unheard, which belongs to the API",
        "com.codahale.metrics, which belongs to metrics-core"
    })
    void packagesOfTheServerAreNeitherExportedNorContained(String claimed, String owner) {
        DeploymentException exports = refusal(plugin().header("Export-Package", claimed + ";version=9"));
        DeploymentException contains = refusal(plugin().entry(claimed.replace('.', '/') + "/Mine.class", "x"));

        assertThat(exports).hasMessageContaining("exports the package " + claimed + ", " + owner);
        assertThat(contains)
                .hasMessageContaining("contains classes of the package " + claimed + ", " + owner)
                .hasMessageContaining("scope provided");
        assertThat(List.of(exports.reason(), contains.reason())).containsOnly(Reason.CORE_PACKAGE);
    }

    @Test
    void packagesOfOtherPluginsMayBeCarriedToo() {
        assertThatCode(() -> check(
                        plugin().header("Export-Package", "com.other.shared").entry("com/other/shared/A.class", "x")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "im.antiphon.api.congestion;version=\"[2,3)\"|im.antiphon.api.congestion is wanted in [2.0.0,3.0.0) and is"
                        + " 0.1.0 here, so it needs a newer server",
                "im.antiphon.api.congestion;version=\"[0.0.1,0.0.9)\"|is 0.1.0 here, so it has to be built anew with the"
                        + " im.antiphon.api of this server",
                "im.antiphon.api.telepathy|im.antiphon.api.telepathy is exported by nobody here, so this server is older or"
                        + " newer",
                "im.antiphon.core.plugin|im.antiphon.core.plugin is exported by nobody here; what plugins may use is"
                        + " im.antiphon.api.* and im.antiphon.rtp",
            })
    void theApiHasToBeOfAVersionThatIsHere(String imported, String message) {
        DeploymentException refusal = refusal(plugin().header("Import-Package", imported));

        assertThat(refusal.reason()).isEqualTo(Reason.API_VERSION);
        assertThat(refusal).hasMessageContaining(message);
    }

    @Test
    void whatIsOptionalOrOfOthersIsLeftToTheResolver() {
        assertThatCode(() -> check(
                        plugin().header("Import-Package", "im.antiphon.api.telepathy;resolution:=optional,com.absent")))
                .doesNotThrowAnyException();
    }

    @Test
    void theOperatorSaysWhatBecomesOfAPluginThatIsNotSigned() {
        Path jar = plugin().write(folder.resolve("unsigned.jar"));

        assertThat(gate(SignaturePolicy.OFF).check(jar, HERE, NOW).signing().state())
                .isEqualTo(State.UNCHECKED);
        assertThat(gate(SignaturePolicy.WARN).check(jar, HERE, NOW).signing().message())
                .contains("not signed");
        assertThat(catchThrowableOfType(DeploymentException.class, () -> gate(SignaturePolicy.REQUIRE)
                        .check(jar, HERE, NOW)))
                .hasMessageContaining("com.acme.aimd 1.0.0 is refused: it is not signed")
                .extracting(DeploymentException::reason)
                .isEqualTo(Reason.SIGNATURE);
    }

    @Test
    void aTrustedSignatureOpensTheStrictestGate() {
        Signer acme = Signer.selfSigned("Acme", NOW + 1_000_000);
        acme.exportTo(folder.resolve("trusted"));
        Path jar = acme.sign(plugin().write(folder.resolve("plain.jar")), folder.resolve("signed.jar"));

        assertThat(gate(SignaturePolicy.REQUIRE).check(jar, HERE, NOW).signing().signer())
                .isEqualTo("CN=Acme");
    }

    private static Jars plugin() {
        return Jars.plugin("com.acme.aimd", "1.0.0");
    }

    private DeploymentException refusal(Jars jar) {
        return catchThrowableOfType(DeploymentException.class, () -> check(jar));
    }

    private void check(Jars jar) {
        gate(SignaturePolicy.OFF).check(jar.write(folder.resolve("checked.jar")), HERE, NOW);
    }

    private Gate gate(SignaturePolicy signatures) {
        return new Gate(JarLimits.DEFAULT, signatures, folder.resolve("trusted"));
    }
}
