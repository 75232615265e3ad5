// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.http.HttpReply;
import im.antiphon.transport.loop.Transports;
import im.antiphon.transport.tls.TlsContexts;
import io.netty.handler.ssl.SslProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayTlsTest {
    static Stream<SslProvider> providers() {
        return Stream.of(SslProvider.JDK, TlsContexts.bestProvider()).distinct();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void servesHttpsAndSignalingToWhoeverTrustsItsCertificate(SslProvider provider) throws Exception {
        try (RunningGateway running = new RunningGateway(RunningGateway.LIMITS, Transports.NIO, provider)) {
            running.router.add(
                    "/",
                    0,
                    request ->
                            CompletableFuture.completedFuture(HttpReply.text(200, "text/plain", "x".repeat(300_000))));
            for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(running.trustingContext())
                        .sslParameters(new SSLParameters(null, new String[] {version}))
                        .build();
                // by name and by address: both are in the certificate
                for (String host : new String[] {"localhost", "127.0.0.1"}) {
                    HttpResponse<String> response = client.send(
                            HttpRequest.newBuilder(URI.create("https://" + host + ":" + running.httpsPort() + "/"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertThat(response.body()).hasSize(300_000);
                    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
                    assertThat(response.sslSession().orElseThrow().getProtocol())
                            .isEqualTo(version);
                }
                GatewaySignalingTest.Listener listener = new GatewaySignalingTest.Listener();
                WebSocket socket = client.newWebSocketBuilder()
                        .subprotocols("signaling-v1")
                        .buildAsync(URI.create("wss://localhost:" + running.httpsPort() + "/signaling"), listener)
                        .join();
                assertThat(listener.next()).isEqualTo("welcome");
                socket.sendText("secret", true).join();
                assertThat(listener.next()).isEqualTo("echo secret");
                socket.sendClose(1_000, "").join();
                assertThat(listener.next()).isEqualTo("<close 1000>");
            }
        }
    }

    @Test
    void tellsPlainHttpToUseTls() throws Exception {
        try (RunningGateway running = new RunningGateway()) {
            assertThat(running.exchange(running.httpsPort(), "GET / HTTP/1.1\r\nhost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("use https");
            assertThat(running.counts("antiphon_drops_total{reason=\"plain-on-tls\"}", 1))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, ice-tcp", "5, ice-tcp", "6, unknown-tcp-protocol", "255, unknown-tcp-protocol", "22, tls-handshake"
    })
    void closesAndCountsWhatItDoesNotSpeak(int firstByte, String reason) throws Exception {
        try (RunningGateway running = new RunningGateway()) {
            byte[] bytes = new byte[64];
            bytes[0] = (byte) firstByte;
            running.exchange(running.httpsPort(), bytes);
            assertThat(running.counts("antiphon_drops_total{reason=\"" + reason + "\"}", 1))
                    .isTrue();
        }
    }

    @Test
    void saysWhereItServesAndWhatItsFingerprintIs() {
        try (RunningGateway running = new RunningGateway()) {
            assertThat(running.gateway.httpAddresses()).hasSize(1);
            assertThat(running.httpPort()).isPositive().isNotEqualTo(running.httpsPort());
            assertThat(running.gateway.certificateFingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
        }
    }
}
