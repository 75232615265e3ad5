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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final int CALLS = 3;
    private static final int HALF_A_SECOND = VoicePeer.PACKETS_PER_SECOND / 2;

    private final Map<String, VendorProject> projects = new LinkedHashMap<>();
    private Path home;
    private Workshop workshop;
    private RunningServer server;
    private ServedBy served;

    @BeforeAll
    void makeAndBuild(@TempDir Path serverHome) throws IOException, InterruptedException {
        home = serverHome;
        workshop = Workshop.open();
        for (String kind : KINDS) {
            projects.put(kind, workshop.generate(kind));
        }
        workshop.verify(List.copyOf(projects.values()));
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
    void aProjectOfAnyKindIsHeldToItsContractAndNeedsNothingButTheApi() throws IOException {
        for (VendorProject project : projects.values()) {
            assertThat(project.testsRun("ContractTest"))
                    .as("tests of the compatibility kit in %s", project)
                    .isGreaterThan(10);
            assertThat(project.testsRun("Test"))
                    .as("its own tests besides, in %s", project)
                    .isGreaterThan(project.testsRun("ContractTest"));
            assertThat(project.imports())
                    .as("imports of %s", project)
                    .isNotEmpty()
                    .allSatisfy(imported -> assertThat(imported)
                            .matches("im\\.antiphon\\.api\\.\\w+;version=\"\\[0\\.1,[\\d.]+\\)\""
                                    + "|java\\..*|org\\.jspecify\\..*resolution:=optional.*"));
        }
    }

    @Test
    void aControllerServesCallsIsReplacedAndRolledBackAndNoPacketIsLost() throws Exception {
        takesOverIsReplacedAndRolledBack(project("congestion"));
    }

    @Test
    void aPluginOfEveryKindServesAsSoonAsItIsThere() throws Exception {
        List<String> before = new ArrayList<>();
        try (Calls calls = new Calls()) {
            for (String kind : KINDS) {
                before.add(served.plugin(kind));
                drop(project(kind).jar());
            }
            for (String kind : KINDS) {
                served.awaitServing(kind, label(project(kind)));
            }
            calls.awaitMore(HALF_A_SECOND);
            for (String kind : KINDS) {
                Files.delete(plugins().resolve(project(kind).jar().getFileName()));
            }
            for (String kind : KINDS) {
                served.awaitGone(kind, label(project(kind)));
            }
            assertThat(KINDS.stream().map(served::plugin)).isEqualTo(before);
            calls.awaitMore(HALF_A_SECOND);
        }
    }

    private void takesOverIsReplacedAndRolledBack(VendorProject project) throws Exception {
        String former = served.plugin("congestion");
        try (Calls calls = new Calls()) {
            served.awaitServing("congestion", former, calls.peers());

            workshop.deploy(project, home);
            String first = label(project);
            Path firstJar = plugins().resolve(project.jar().getFileName());
            served.awaitServing("congestion", first, calls.peers());
            calls.awaitMore(HALF_A_SECOND);

            project.raiseVersion("1.1.0");
            workshop.deploy(project, home);
            served.awaitServing("congestion", label(project), calls.peers());
            calls.awaitMore(HALF_A_SECOND);

            Files.delete(plugins().resolve(project.jar().getFileName()));
            served.awaitServing("congestion", first, calls.peers());
            calls.awaitMore(HALF_A_SECOND);

            Files.delete(firstJar);
            served.awaitServing("congestion", former, calls.peers());
            calls.awaitMore(HALF_A_SECOND);
        }
    }

    private VendorProject project(String kind) {
        VendorProject project = projects.get(kind);
        if (project == null) {
            throw new IllegalArgumentException("kind: " + kind + " (expected: one of " + projects.keySet() + ")");
        }
        return project;
    }

    private static String label(VendorProject project) throws IOException {
        return project.artifactId() + "@" + project.version();
    }

    /** By hand, as the documentation says: written beside, then renamed. */
    private void drop(Path jar) throws IOException {
        Path part = plugins().resolve("." + jar.getFileName() + ".part");
        Files.copy(jar, part);
        Files.move(part, plugins().resolve(jar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
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
