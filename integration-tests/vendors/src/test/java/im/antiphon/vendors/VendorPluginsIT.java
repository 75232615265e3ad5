// SPDX-License-Identifier: Apache-2.0
package im.antiphon.vendors;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.load.VoicePeer;
import im.antiphon.scenarios.RunningServer;
import im.antiphon.scenarios.VoiceCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A vendor makes plugins of the published artifacts, builds and tests them, and drops them into a server whose calls go on:
 * served by the first version, by the second, by the first again, and at last by what came with the server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VendorPluginsIT {
    private static final List<String> KINDS = List.of("codec", "congestion", "routing", "breaker", "storage");
    private static final String CONGESTION = "congestion";
    private static final String FIRST = "1.0.0";
    private static final String SECOND = "1.1.0";
    private static final int CALLS = 3;
    private static final int HALF_A_SECOND = VoicePeer.PACKETS_PER_SECOND / 2;

    private final List<VendorProject> generated = new ArrayList<>();
    private VendorProject example;
    private Workshop workshop;
    private Path home;
    private RunningServer server;
    private ServedBy served;

    @BeforeAll
    void makeAndBuild(@TempDir Path serverHome) throws IOException, InterruptedException {
        home = serverHome;
        workshop = Workshop.open();
        for (String kind : KINDS) {
            generated.add(workshop.generate(kind));
        }
        Path examples = Maven.property("antiphon.checkout").resolve("examples");
        example = workshop.copy(examples.resolve("congestion-delay-aimd"), CONGESTION, "delay-aimd");
        workshop.verify(all());
        server = RunningServer.start(home);
        served = new ServedBy(server);
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void everyProjectIsHeldToItsContractAndNeedsNothingButTheApi() throws IOException {
        for (VendorProject project : all()) {
            assertThat(project.testsRun("ContractTest"))
                    .as("tests of the compatibility kit in %s", project)
                    .isGreaterThan(10);
            assertThat(project.testsRun("Test"))
                    .as("its own tests besides, in %s", project)
                    .isGreaterThan(project.testsRun("ContractTest"));
            assertThat(project.imports(FIRST))
                    .as("imports of %s", project)
                    .isNotEmpty()
                    .allSatisfy(imported -> assertThat(imported)
                            .matches("im\\.antiphon\\.api\\.\\w+;version=\"\\[0\\.1,[\\d.]+\\)\""
                                    + "|java\\..*|org\\.jspecify\\..*resolution:=optional.*"));
        }
    }

    @Test
    void aPluginOfEveryKindServesIsReplacedAndRolledBackAndNoPacketIsLost() throws Exception {
        List<String> before = KINDS.stream().map(served::plugin).toList();
        for (VendorProject project : generated) {
            project.raiseVersion(SECOND);
        }
        workshop.assemble(generated);
        try (Calls calls = new Calls()) {
            for (String version : List.of(FIRST, SECOND)) {
                for (VendorProject project : generated) {
                    drop(project.jar(version));
                }
                awaitServing(generated, version, calls);
            }
            delete(generated, SECOND);
            awaitServing(generated, FIRST, calls);
            delete(generated, FIRST);
            for (VendorProject project : generated) {
                served.awaitGone(project.kind(), project.label(FIRST));
            }
            assertThat(KINDS.stream().map(served::plugin)).isEqualTo(before);
            calls.awaitMore(HALF_A_SECOND);
        }
    }

    @Test
    void theExampleIsDeployedByItsOwnBuildReplacedAndRolledBackAndNoPacketIsLost() throws Exception {
        String former = served.plugin(CONGESTION);
        try (Calls calls = new Calls()) {
            workshop.deploy(example, home);
            awaitServing(List.of(example), FIRST, calls);

            example.raiseVersion(SECOND);
            workshop.deploy(example, home);
            awaitServing(List.of(example), SECOND, calls);

            delete(List.of(example), SECOND);
            awaitServing(List.of(example), FIRST, calls);

            delete(List.of(example), FIRST);
            served.awaitServing(CONGESTION, former, calls.peers());
            calls.awaitMore(HALF_A_SECOND);
        }
    }

    private List<VendorProject> all() {
        List<VendorProject> all = new ArrayList<>(generated);
        all.add(example);
        return all;
    }

    private void awaitServing(List<VendorProject> projects, String version, Calls calls) throws Exception {
        for (VendorProject project : projects) {
            if (project.kind().equals(CONGESTION)) {
                served.awaitServing(CONGESTION, project.label(version), calls.peers());
            } else {
                served.awaitServing(project.kind(), project.label(version));
            }
        }
        calls.awaitMore(HALF_A_SECOND);
    }

    /** By hand, as the documentation says: written beside, then renamed. */
    private void drop(Path jar) throws IOException {
        Path part = plugins().resolve("." + jar.getFileName() + ".part");
        Files.copy(jar, part);
        Files.move(part, plugins().resolve(jar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    private void delete(List<VendorProject> projects, String version) throws IOException {
        for (VendorProject project : projects) {
            Files.delete(plugins().resolve(project.jar(version).getFileName()));
        }
    }

    private Path plugins() {
        return home.resolve("plugins");
    }

    /** Several at once, one who speaks and one who listens in each. */
    private final class Calls implements AutoCloseable {
        private final List<VoiceCall> calls = new ArrayList<>();

        Calls() throws Exception {
            try {
                for (int i = 0; i < CALLS; i++) {
                    calls.add(new VoiceCall(server, "vendor-" + i, UnaryOperator.identity()));
                }
            } catch (Exception | AssertionError e) {
                close();
                throw e;
            }
        }

        int peers() {
            return 2 * CALLS;
        }

        /** Waits for that many more packets in each, and fails if one is missing among all that have come. */
        void awaitMore(int packets) throws Exception {
            for (VoiceCall call : calls) {
                call.awaitMore(packets);
            }
        }

        @Override
        public void close() throws Exception {
            for (VoiceCall call : calls) {
                call.close();
            }
        }
    }
}
