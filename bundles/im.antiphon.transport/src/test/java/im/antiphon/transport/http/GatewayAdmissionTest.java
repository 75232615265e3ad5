// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.auth.AuthenticationException;
import im.antiphon.api.auth.Credentials;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayAdmissionTest {
    private static final Identity ADA =
            new Identity("acme", "Ada", "laptop", Grants.ALL, 2_000_000_000_000L, "token-1");

    private final RunningGateway running = new RunningGateway();
    private final BlockingQueue<Credentials> asked = new LinkedBlockingQueue<>();
    private final CompletableFuture<Identity> answer = new CompletableFuture<>();

    @AfterEach
    void stop() {
        running.close();
    }

    private static String upgrade(String target, String more) {
        return "GET " + target + " HTTP/1.1\r\nhost: voice.example\r\nupgrade: websocket\r\n"
                + "connection: Upgrade\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "sec-websocket-version: 13\r\n" + more + "\r\n";
    }

    private Credentials askedNext() throws InterruptedException {
        return Objects.requireNonNull(asked.poll(60, TimeUnit.SECONDS), "nobody was asked");
    }

    private void askMe() {
        running.admission = credentials -> {
            asked.add(credentials);
            return answer;
        };
    }

    @Test
    void aTokenIsTakenFromTheHeaderOrFromASubprotocol() throws Exception {
        askMe();
        answer.complete(ADA);
        for (String more : new String[] {
            "sec-websocket-protocol: signaling-v1\r\nauthorization: Bearer a.b-c_d\r\n",
            "sec-websocket-protocol: signaling-v1, bearer.a.b-c_d\r\n",
            "sec-websocket-protocol: bearer.a.b-c_d\r\nsec-websocket-protocol: signaling-v1\r\n"
        }) {
            try (Socket socket = running.connect(running.httpPort())) {
                socket.getOutputStream()
                        .write(upgrade("/signaling?user=Eve&device=tablet", more)
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(running.signaling.identities.poll(60, TimeUnit.SECONDS))
                        .isEqualTo(ADA);
                Credentials shown = askedNext();
                assertThat(shown.bearerToken()).isEqualTo("a.b-c_d");
                assertThat(shown.remoteAddress()).isEqualTo("127.0.0.1");
                assertThat(shown.query()).containsEntry("user", "Eve").containsEntry("device", "tablet");
                assertThat(shown.toString()).doesNotContain("a.b-c_d");
            }
        }
    }

    @Test
    void theTokensSubprotocolIsNotChosen() throws Exception {
        try (Socket socket = running.connect(running.httpPort())) {
            socket.getOutputStream()
                    .write(upgrade("/signaling", "sec-websocket-protocol: bearer.x, signaling-v1\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            running.signaling.nextConnection().close(1_000, "enough");
            socket.shutdownOutput();
            assertThat(RunningGateway.readAll(socket))
                    .contains("101 Switching")
                    .contains("sec-websocket-protocol: signaling-v1\r\n");
        }
    }

    @Test
    void theUpgradeWaitsForAnAnswerThatComesLaterFromAnotherThread() throws Exception {
        askMe();
        try (Socket socket = running.connect(running.httpPort())) {
            socket.getOutputStream()
                    .write(upgrade("/signaling", "sec-websocket-protocol: signaling-v1\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            askedNext();
            assertThat(running.signaling.identities).isEmpty();
            answer.complete(ADA);
            running.signaling.nextConnection().close(1_000, "enough");
            socket.shutdownOutput();
            assertThat(RunningGateway.readAll(socket)).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void withoutAnIdentityThereIsAChallengeAndNoConnection() throws Exception {
        askMe();
        answer.completeExceptionally(
                new AuthenticationException(AuthenticationException.Reason.EXPIRED, "the token has expired"));
        String reply = running.exchange(
                running.httpPort(),
                upgrade("/signaling", "sec-websocket-protocol: signaling-v1\r\nauthorization: Bearer x\r\n")
                        .replace("connection: Upgrade", "connection: Upgrade, close"));
        assertThat(reply)
                .startsWith("HTTP/1.1 401 ")
                .contains("www-authenticate: Bearer error=\"invalid_token\"\r\n")
                .contains("application/problem+json")
                .contains("the token has expired");
        assertThat(running.signaling.connections).isEmpty();
        assertThat(running.counts("antiphon_drops_total{reason=\"unauthenticated\"}", 1))
                .isTrue();
    }
}
