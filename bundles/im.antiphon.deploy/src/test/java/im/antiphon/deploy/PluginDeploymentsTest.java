// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.plugin.DeployedPlugin;
import im.antiphon.api.plugin.DeployedPlugin.State;
import im.antiphon.api.plugin.DeploymentEvent;
import im.antiphon.api.plugin.DeploymentEvent.Type;
import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import im.antiphon.deploy.admission.Gate;
import im.antiphon.deploy.jar.JarLimits;
import im.antiphon.deploy.signature.SignaturePolicy;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Version;

class PluginDeploymentsTest {
    private static final long NOW = 1_780_000_000_000L;

    @TempDir
    Path home;

    private final FakeFramework framework = new FakeFramework();
    private final MetricRegistry metrics = new MetricRegistry();
    private DeploymentJournal journal = new DeploymentJournal(metrics, () -> NOW);
    private PluginDeployments deployments;
    private int writes;

    @BeforeEach
    void begin() throws IOException {
        deployments = create();
        deployments.look();
    }

    @Test
    void aDroppedJarRunsAndComesToNothingWhenItIsDeleted() throws IOException {
        drop("aimd.jar", plugin("1.0.0"));
        assertThat(framework.running()).containsExactly("com.acme.aimd 1.0.0");
        assertThat(deployments.deployed())
                .containsExactly(
                        new DeployedPlugin("com.acme.aimd", "1.0.0", "aimd.jar", null, State.CURRENT, List.of(), NOW));

        Files.delete(plugins("aimd.jar"));
        deployments.look();

        assertThat(framework.installed()).isZero();
        assertThat(deployments.deployed()).isEmpty();
        assertThat(types()).containsExactly(Type.REMOVED, Type.INSTALLED);
        assertThat(metrics.counter("antiphon_plugin_deployments_total{result=\"removed\"}")
                        .getCount())
                .isOne();
    }

    @Test
    void aNewerVersionStandsBesideTheOlderOneUntilItIsRolledBack() throws IOException {
        drop("aimd-1.jar", plugin("1.0.0"));
        drop("aimd-2.jar", plugin("2.0.0"));
        assertThat(framework.running()).containsExactly("com.acme.aimd 1.0.0", "com.acme.aimd 2.0.0");
        assertThat(deployments.deployed())
                .extracting(DeployedPlugin::version, DeployedPlugin::state, DeployedPlugin::rollBackVersions)
                .containsExactly(
                        tuple("2.0.0", State.CURRENT, List.of("1.0.0")), tuple("1.0.0", State.STANDBY, List.of()));

        DeployedPlugin former = deployments.rollBack("com.acme.aimd");

        assertThat(former.version()).isEqualTo("1.0.0");
        assertThat(former.state()).isEqualTo(State.CURRENT);
        assertThat(framework.running()).containsExactly("com.acme.aimd 1.0.0");
        assertThat(plugins("aimd-2.jar")).doesNotExist();
        assertThat(plugins("retired/aimd-2.jar")).exists();
        assertThat(plugins("retired/aimd-2.jar.txt")).content().contains("rolled back to 1.0.0");
        deployments.look();
        assertThat(types()).containsExactly(Type.ROLLED_BACK, Type.INSTALLED, Type.INSTALLED);
        assertThat(refusal(() -> deployments.rollBack("com.acme.aimd")).reason())
                .isEqualTo(Reason.NO_FORMER_VERSION);
        assertThat(refusal(() -> deployments.rollBack("com.acme.other")).reason())
                .isEqualTo(Reason.NOT_DEPLOYED);
    }

    @Test
    void aPluginOfTheDistributionIsWhatItsSuccessorIsRolledBackTo() throws IOException {
        framework.replaceable.put("com.acme.aimd", new Version("0.9.0"));
        drop("aimd.jar", plugin("1.0.0"));
        assertThat(deployments.deployed().get(0).rollBackVersions()).containsExactly("0.9.0");

        assertThat(deployments.rollBack("com.acme.aimd"))
                .isEqualTo(new DeployedPlugin("com.acme.aimd", "0.9.0", "", null, State.CURRENT, List.of(), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"install", "resolve", "start", "verify"})
    void onePluginThatFailsLeavesNoTraceAndTheOthersRun(String step) throws IOException {
        drop("old.jar", Jars.plugin("com.acme.old", "1.0.0"));
        framework.failures.put("com.acme.bad 1.0.0", step);
        write("bad.jar", Jars.plugin("com.acme.bad", "1.0.0").bytes());
        write("good.jar", Jars.plugin("com.acme.good", "1.0.0").bytes());
        lookTwice();

        assertThat(framework.running()).containsExactly("com.acme.good 1.0.0", "com.acme.old 1.0.0");
        assertThat(framework.installed()).isEqualTo(2);
        assertThat(framework.calls).doesNotContain("uninstall com.acme.old 1.0.0", "uninstall com.acme.good 1.0.0");
        assertThat(plugins("bad.jar")).doesNotExist();
        assertThat(plugins("rejected/bad.jar")).exists();
        assertThat(plugins("rejected/bad.jar.txt")).content().contains("com.acme.bad 1.0.0 fails at " + step);
        DeploymentEvent event = journal.events().stream()
                .filter(each -> each.type() == Type.REJECTED)
                .findFirst()
                .orElseThrow();
        assertThat(event.symbolicName()).isEqualTo("com.acme.bad");
        assertThat(event.reason()).isEqualTo(step.equals("resolve") ? Reason.UNRESOLVABLE : Reason.START);
    }

    @Test
    void pluginsThatComeAtOnceAreAllInstalledBeforeAnyIsResolvedAndAllResolvedBeforeAnyIsStarted() throws IOException {
        write("a.jar", Jars.plugin("a", "1").bytes());
        write("b.jar", Jars.plugin("b", "1").bytes());
        lookTwice();

        assertThat(framework.calls)
                .containsExactly(
                        "install a 1.0.0",
                        "install b 1.0.0",
                        "resolve a 1.0.0",
                        "resolve b 1.0.0",
                        "start a 1.0.0",
                        "start b 1.0.0",
                        "verify a 1.0.0",
                        "verify b 1.0.0");
    }

    @Test
    void theSameVersionAgainIsRefusedWhateverItsFileIsCalled() throws IOException {
        drop("aimd.jar", plugin("1.0.0"));
        drop("copy.jar", plugin("1.0.0").entry("other", "content"));

        assertThat(framework.running()).containsExactly("com.acme.aimd 1.0.0");
        assertThat(plugins("rejected/copy.jar.txt"))
                .content()
                .contains("SAME_VERSION", "is already there, from plugins/aimd.jar");
    }

    @Test
    void aJarOverwrittenByTheSameVersionIsPutBack() throws IOException {
        drop("aimd.jar", plugin("1.0.0"));
        byte[] installed = Files.readAllBytes(plugins("aimd.jar"));
        drop("aimd.jar", plugin("1.0.0").entry("other", "content"));
        lookTwice();

        assertThat(framework.calls)
                .filteredOn(call -> call.startsWith("uninstall"))
                .isEmpty();
        assertThat(plugins("aimd.jar")).hasBinaryContent(installed);
        assertThat(types()).containsExactly(Type.REJECTED, Type.INSTALLED);
    }

    @Test
    void aJarOverwrittenByANewerVersionIsReplacedOnceThatRuns() throws IOException {
        drop("aimd.jar", plugin("1.0.0"));
        drop("aimd.jar", plugin("2.0.0"));

        assertThat(framework.running()).containsExactly("com.acme.aimd 2.0.0");
        assertThat(framework.calls).containsSubsequence("verify com.acme.aimd 2.0.0", "uninstall com.acme.aimd 1.0.0");
    }

    @Test
    void aJarThatIsOnlyTouchedStaysAsItIs() throws IOException {
        drop("aimd.jar", plugin("1.0.0"));
        drop("aimd.jar", plugin("1.0.0"));

        assertThat(types()).containsExactly(Type.INSTALLED);
    }

    @Test
    void onlySoManyFormerVersionsAreKept() throws IOException {
        for (int version = 1; version <= 5; version++) {
            drop("aimd-" + version + ".jar", plugin(version + ".0.0"));
        }

        assertThat(framework.running())
                .containsExactly("com.acme.aimd 3.0.0", "com.acme.aimd 4.0.0", "com.acme.aimd 5.0.0");
        assertThat(plugins("retired/aimd-1.jar")).exists();
        assertThat(plugins("retired/aimd-2.jar.txt")).content().contains("2 former versions are kept");
    }

    @Test
    void anUploadIsAFileOfTheFolderFromThenOn() throws IOException {
        DeployedPlugin installed = install("aimd.jar", plugin("1.0.0"));
        lookTwice();

        assertThat(installed.file()).isEqualTo("aimd.jar");
        assertThat(plugins("aimd.jar")).exists();
        assertThat(types()).containsExactly(Type.INSTALLED);
        assertThat(refusal(() -> install("aimd.jar", plugin("2.0.0"))).reason()).isEqualTo(Reason.FILE_NAME);

        assertThat(deployments.remove("aimd.jar").version()).isEqualTo("1.0.0");
        lookTwice();
        assertThat(plugins("aimd.jar")).doesNotExist();
        assertThat(framework.installed()).isZero();
        assertThat(refusal(() -> deployments.remove("aimd.jar")).reason()).isEqualTo(Reason.NOT_DEPLOYED);
    }

    @Test
    void aRefusedUploadLeavesNoFile() throws IOException {
        framework.failures.put("com.acme.aimd 1.0.0", "start");

        assertThat(refusal(() -> install("aimd.jar", plugin("1.0.0")))).hasMessageContaining("fails at start");

        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(types()).containsExactly(Type.REJECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aimd", "../aimd.jar", ".aimd.jar", "a/b.jar", "a\nb.jar", "-.jar"})
    void anUploadsNameHasToBeAFilesName(String name) {
        assertThat(refusal(() -> install(name, plugin("1.0.0"))).reason()).isEqualTo(Reason.FILE_NAME);
    }

    @Test
    void afterARestartThePluginsComeBackAndTheRefusedOnesDoNot() throws IOException {
        drop("aimd-1.jar", plugin("1.0.0"));
        drop("aimd-2.jar", plugin("2.0.0"));
        framework.failures.put("com.acme.aimd 2.0.0", "verify");
        journal = new DeploymentJournal(metrics, () -> NOW);

        PluginDeployments restarted = create();
        restarted.look();

        assertThat(framework.running()).containsExactly("com.acme.aimd 1.0.0");
        assertThat(restarted.deployed()).extracting(DeployedPlugin::version).containsExactly("1.0.0");
        assertThat(plugins("rejected/aimd-2.jar")).exists();
    }

    @Test
    void whatFailsWhileTheServerStopsIsNotHeldAgainstIt() throws IOException {
        framework.failures.put("com.acme.aimd 1.0.0", "start");
        write("aimd.jar", plugin("1.0.0").bytes());
        deployments.look();
        framework.stopping = true;
        deployments.look();

        assertThat(plugins("aimd.jar")).exists();
        assertThat(types()).isEmpty();
    }

    @Test
    void aDamagedJarIsRefusedOnceItHasHadTimeToBecomeWhole() throws IOException {
        byte[] whole = plugin("1.0.0").bytes();
        write("aimd.jar", Arrays.copyOf(whole, whole.length / 2));
        for (int i = 0; i <= SettlingFiles.LOOKS_AT_DAMAGED; i++) {
            deployments.look();
        }

        assertThat(plugins("rejected/aimd.jar.txt")).content().contains("UNREADABLE");
    }

    @Test
    void whatIsPutAsideIsBounded() throws IOException {
        for (int i = 0; i < PluginFolder.KEPT_ASIDE + 5; i++) {
            framework.failures.put("com.acme.aimd 1." + i + ".0", "start");
            drop("aimd-" + i + ".jar", plugin("1." + i + ".0"));
        }

        try (Stream<Path> files = Files.list(plugins("rejected"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".jar"))).hasSize(PluginFolder.KEPT_ASIDE);
        }
    }

    @Test
    void noJarMakesItStumble() throws IOException {
        Corpus corpus = new Corpus(
                "jars", List.of(new Corpus.Sample("plugin", plugin("1.0.0").bytes())));
        Mutations mutations = new Mutations(corpus, 42);
        drop("good.jar", Jars.plugin("com.acme.good", "1.0.0"));
        for (int round = 0; round < 300; round++) {
            byte[] jar = mutations.next();
            try {
                deployments.install(deployments.receive("upload.jar", new ByteArrayInputStream(jar)));
                deployments.remove("upload.jar");
            } catch (DeploymentException e) {
                assertThat(e.getMessage()).as("round %d", round).isNotBlank();
            }
        }
        assertThat(framework.running()).containsExactly("com.acme.good 1.0.0");
        assertThat(journal.events()).hasSize(DeploymentJournal.CAPACITY);
    }

    private interface Change {
        void make() throws IOException;
    }

    private static DeploymentException refusal(Change change) {
        return catchThrowableOfType(DeploymentException.class, change::make);
    }

    private static Jars plugin(String version) {
        return Jars.plugin("com.acme.aimd", version);
    }

    private DeployedPlugin install(String file, Jars jar) {
        return deployments.install(deployments.receive(file, new ByteArrayInputStream(jar.bytes())));
    }

    private PluginDeployments create() {
        try {
            return new PluginDeployments(
                    framework,
                    journal,
                    new PluginFolder(home.resolve("plugins"), home.resolve("copies")),
                    new DeploySettings(new Gate(JarLimits.DEFAULT, SignaturePolicy.OFF, home.resolve("trusted")), 2),
                    () -> NOW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path plugins(String file) {
        return home.resolve("plugins").resolve(file);
    }

    private void drop(String file, Jars jar) throws IOException {
        write(file, jar.bytes());
        lookTwice();
    }

    /** Each write is seen as one, however coarse the disk's clock. */
    private void write(String file, byte[] jar) throws IOException {
        writes++;
        Files.setLastModifiedTime(Files.write(plugins(file), jar), FileTime.fromMillis(NOW + 1000L * writes));
    }

    private void lookTwice() throws IOException {
        deployments.look();
        deployments.look();
    }

    private List<Type> types() {
        return journal.events().stream().map(DeploymentEvent::type).toList();
    }
}
