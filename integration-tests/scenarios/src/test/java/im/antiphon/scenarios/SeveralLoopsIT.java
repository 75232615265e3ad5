// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More media loops than this machine may choose by itself, and rooms that are spread over all of them. */
final class SeveralLoopsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOOPS = 3;

    @TempDir
    private Path home;

    @TempDir
    private Path folder;

    @Test
    void roomsOnThreeLoopsAreHeardWholeWhilePeopleComeAndGo() throws Exception {
        Path conf = Files.createDirectory(home.resolve("conf"));
        Files.writeString(conf.resolve("im.antiphon.transport.loop.cfg.json"), "{\"mediaThreads\":" + LOOPS + "}");
        Files.writeString(conf.resolve("im.antiphon.transport.media.cfg.json"), "{\"roomPeersPerLoop\":4}");
        try (RunningServer server = RunningServer.start(home)) {
            LoadProcess load = LoadProcess.run(
                    folder,
                    "--server=" + server.uri("/"),
                    "--rooms=2",
                    "--publishers=3",
                    "--listeners=8",
                    "--participants=3",
                    // So that queues and sockets hold what all send while a busy machine does not run one of the loops.
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
            assertThat(load.json().at("/clients/left").asLong()).isGreaterThanOrEqualTo(8);
            Metrics metrics = server.metrics();
            for (int loop = 0; loop < LOOPS; loop++) {
                assertThat(metrics.value("antiphon_media_loop_packets_out_total{loop=\"" + loop + "\"}"))
                        .describedAs("of loop %d", loop)
                        .isPositive();
            }
            assertThat(metrics.sum("antiphon_media_loop_handed_over_total")).isPositive();
            await("nobody left").atMost(PATIENCE).untilAsserted(() -> assertThat(
                            server.metrics().sum("antiphon_media_loop_peers"))
                    .isZero());
        }
    }
}
