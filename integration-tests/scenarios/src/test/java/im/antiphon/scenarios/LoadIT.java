// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import im.antiphon.loadtest.report.JsonReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load test that comes with the product tests the product. */
final class LoadIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path home;

    private static RunningServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(home);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static void verifySchema(JsonNode report) throws IOException {
        try (InputStream schema = JsonReport.class.getResourceAsStream("load-report.schema.json")) {
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(Objects.requireNonNull(schema))
                            .validate(report))
                    .isEmpty();
        }
    }

    /** Of quality nothing is asked: the machine may be busy with other tests. */
    @Test
    void publishersListenersAndParticipantsComeTalkAndGoWithoutLoss() throws Exception {
        LoadProcess load = LoadProcess.run(
                folder,
                "--server=" + server.uri("/"),
                "--rooms=3",
                "--publishers=2",
                "--listeners=3",
                "--participants=2",
                "--idle=5",
                "--talk=conversation",
                "--ramp=20/s",
                "--warm-up=1s",
                "--duration=8s",
                "--churn=4/s",
                "--connect-timeout=30s",
                "--gate=none",
                "--gate=failed=0%",
                "--gate=ended=0",
                "--gate=streams=100%",
                "--gate=loss=0%");
        assertThat(load.status()).describedAs(load.screen()).isZero();
        verifySchema(load.json());
        assertThat(load.json().at("/clients/left").asLong()).isGreaterThanOrEqualTo(8);
        assertThat(load.json().at("/clients/kinds").size()).isEqualTo(4);
        assertThat(load.json().at("/media/received").asLong()).isPositive();
        assertThat(load.json().at("/setup/signaling/count").asLong()).isPositive();
        assertThat(load.page()).contains("<svg", "Load test <em class=\"passed\">");
        await("nobody left").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        server.metrics().sum("antiphon_sessions"))
                .isZero());
    }

    @Test
    void participantsCallEachOther() throws Exception {
        LoadProcess load = LoadProcess.run(
                folder,
                "--server=" + server.uri("/"),
                "--room-prefix=call-",
                "--rooms=2",
                "--participants=3",
                "--calls",
                "--talk=conversation",
                "--duration=3s",
                "--connect-timeout=30s",
                "--gate=none",
                "--gate=failed=0%",
                "--gate=streams=100%",
                "--gate=loss=0%");
        assertThat(load.status()).describedAs(load.screen()).isZero();
        assertThat(load.json().at("/media/streamsHeard").asLong()).isEqualTo(12);
    }

    @Test
    void aNetworkThatLosesFailsTheGate() throws Exception {
        try (LossyFront front = new LossyFront(server, 10)) {
            LoadProcess load = LoadProcess.run(
                    folder,
                    "--whip=" + front.root() + "/whip/{room}/{s}",
                    "--whep=" + front.root() + "/whep/{room}/{s}",
                    "--room-prefix=lossy-",
                    "--publishers=2",
                    "--listeners=2",
                    "--duration=5s",
                    "--connect-timeout=30s",
                    "--gate=none",
                    "--gate=streams=100%",
                    "--gate=loss=5%");
            assertThat(load.status()).describedAs(load.screen()).isEqualTo(1);
            assertThat(load.json().at("/gates/0/passed").asBoolean())
                    .describedAs(load.screen())
                    .isTrue();
            assertThat(load.json().at("/gates/1/passed").asBoolean()).isFalse();
            assertThat(load.json().at("/media/lossFraction").asDouble()).isBetween(0.09, 0.11);
            verifySchema(load.json());
        }
    }

    @Test
    void whoeverInterruptsItGetsAReport() throws Exception {
        Process process = LoadProcess.start(
                folder,
                "--server=" + server.uri("/"),
                "--room-prefix=interrupted-",
                "--publishers=1",
                "--listeners=1",
                "--connect-timeout=30s",
                "--duration=10m");
        try {
            await("counting").atMost(PATIENCE).untilAsserted(() -> assertThat(LoadProcess.screen(folder))
                    .contains("counting"));
            process.destroy(); // SIGTERM; Ctrl-C goes the same way.
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isNotZero();
        LoadProcess load = LoadProcess.of(folder, process);
        assertThat(load.json().at("/interrupted").asBoolean()).isTrue();
        assertThat(load.screen()).contains("packets");
        assertThat(Files.size(folder.resolve("load.html"))).isPositive();
    }
}
