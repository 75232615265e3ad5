// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.http.HttpReply;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import im.antiphon.transport.CountingLeakDetector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand connections that send damaged requests, handshakes and frames, or noise. */
class GatewayFuzzTest {
    private static final int CONNECTIONS = 10_000;
    private static final long SEED = 20_261_122L;

    @Test
    @Timeout(600)
    void staysHealthyAndLeaksNothing() throws Exception {
        int leaksBefore = CountingLeakDetector.leaks();
        try (RunningGateway running = new RunningGateway()) {
            running.router.add(
                    "/", 0, request -> CompletableFuture.completedFuture(HttpReply.text(200, "text/plain", "well")));
            RecordingUploads uploads = new RecordingUploads();
            running.router.add("/up", 0, uploads);
            Mutations mutations = new Mutations(Corpus.load("gateway-bytes"), SEED);
            for (int i = 0; i < CONNECTIONS; i++) {
                byte[] bytes = mutations.next();
                try (Socket socket = running.connect(i % 2 == 0 ? running.httpPort() : running.httpsPort())) {
                    // a reset instead of an orderly end: ten thousand ports in TIME_WAIT would be too many
                    socket.setSoLinger(true, 0);
                    socket.getOutputStream().write(bytes);
                    if (i % 10 == 0) {
                        socket.shutdownOutput();
                        RunningGateway.readAll(socket);
                    }
                } catch (IOException closedOnUs) {
                    // its right
                }
            }
            assertThat(running.exchange(running.httpPort(), "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                    .as("seed %d", SEED)
                    .endsWith("\r\n\r\nwell");
            assertThat(running.counted("antiphon_drops_total{reason=\"connection-internal\"}"))
                    .as("seed %d", SEED)
                    .isZero();
            running.gateway.close();
            assertThat(RunningGateway.comesTrue(() -> running.gateway.openConnections() == 0))
                    .isTrue();
            // A connection is counted as closed before its upload hears of it.
            assertThat(uploads.announced.get()).as("seed %d", SEED).isPositive();
            assertThat(RunningGateway.comesTrue(
                            () -> uploads.announced.get() == uploads.ended.get() + uploads.aborted.size()))
                    .as("seed %d: %d announced", SEED, uploads.announced.get())
                    .isTrue();
            assertThat(running.counts("antiphon_connections{kind=\"http\"}", 0)).isTrue();
            assertThat(running.counts("antiphon_connections{kind=\"websocket\"}", 0))
                    .isTrue();
        }
        assertThat(CountingLeakDetector.leaks()).isEqualTo(leaksBefore);
    }

    /** Without this, the test above could not fail. */
    @Test
    void aLeakWouldBeSeen() {
        int before = CountingLeakDetector.leaks();
        leak();
        // The collector hands over what it has found in a thread of its own.
        assertThat(RunningGateway.comesTrue(() -> CountingLeakDetector.leaks() != before))
                .isTrue();
        assertThat(CountingLeakDetector.leaks()).isEqualTo(before + 1);
    }

    private static void leak() {
        ByteBuf forgotten = ByteBufAllocator.DEFAULT.buffer(32);
        forgotten.writeInt(1);
    }
}
