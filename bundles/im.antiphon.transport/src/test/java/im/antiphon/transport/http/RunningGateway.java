// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.auth.Admission;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.transport.loop.ConnectionMetrics;
import im.antiphon.transport.loop.OwnedEventLoops;
import im.antiphon.transport.loop.Transports;
import im.antiphon.transport.tls.CertificateStore;
import im.antiphon.transport.tls.ServerCertificate;
import im.antiphon.transport.tls.ServerNames;
import im.antiphon.transport.tls.TlsContexts;
import im.antiphon.transport.websocket.RecordingEndpoint;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A gateway on ports of its own, with an echoing session core. */
final class RunningGateway implements AutoCloseable {
    static final GatewayLimits LIMITS = new GatewayLimits(
            1_000,
            4_096,
            65_536,
            Duration.ofSeconds(60),
            new GatewayLimits.SignalingLimits(Duration.ofSeconds(15), Duration.ofSeconds(30), 1_048_576));

    final HttpRouter router = new HttpRouter();
    final RecordingEndpoint signaling = new RecordingEndpoint();

    /** Lets everybody in under the name that the query claims, until a test has it otherwise. */
    volatile Admission admission = credentials -> CompletableFuture.completedFuture(
            Identity.claimed(credentials.query().getOrDefault("user", "guest"), "device", Grants.ALL));

    final MetricRegistry registry = new MetricRegistry();
    final ServerCertificate certificate;
    final Gateway gateway;

    /** Shared by all tests of a JVM: stopping a group takes a second of Netty's. */
    private static final Map<Transports, OwnedEventLoops> LOOPS = new ConcurrentHashMap<>();

    RunningGateway() {
        this(LIMITS);
    }

    RunningGateway(GatewayLimits limits) {
        this(limits, Transports.best(), TlsContexts.bestProvider());
    }

    RunningGateway(GatewayLimits limits, Transports transport, SslProvider provider) {
        OwnedEventLoops loops = LOOPS.computeIfAbsent(transport, wanted -> new OwnedEventLoops(wanted, 1, 1));
        try {
            certificate = CertificateStore.selfSigned(null, ServerNames.local(), Instant.now());
            gateway = new Gateway(
                    new GatewaySettings(
                            new GatewaySettings.Listen("127.0.0.1", 0, 0, false), List.of(), List.of(), limits),
                    loops,
                    new GatewayServices(router, () -> signaling, () -> admission, new ConnectionMetrics(registry)),
                    certificate,
                    provider);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    int httpPort() {
        return gateway.httpAddresses().get(0).getPort();
    }

    int httpsPort() {
        return gateway.httpsAddresses().get(0).getPort();
    }

    long counted(String name) {
        return registry.counter(name).getCount();
    }

    /** Waits for a count that follows what the client has seen. */
    boolean counts(String name, long expected) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (counted(name) != expected && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        return counted(name) == expected;
    }

    Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
        socket.setSoTimeout(60_000);
        return socket;
    }

    Socket connectSecurely() throws IOException, GeneralSecurityException {
        Socket socket = trustingContext().getSocketFactory().createSocket("127.0.0.1", httpsPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** For clients that trust the gateway's certificate and no other. */
    SSLContext trustingContext() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, "".toCharArray());
        trusted.setCertificateEntry("gateway", certificate.leaf());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Sends bytes as they are and gives what comes back until the server closes; a reset ends it too. */
    String exchange(int port, byte[] bytes) throws IOException {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(bytes);
            return readAll(socket);
        }
    }

    String exchange(int port, String request) throws IOException {
        return exchange(port, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String readAll(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        byte[] piece = new byte[4_096];
        try {
            int size;
            while ((size = in.read(piece)) > 0) {
                all.write(piece, 0, size);
            }
        } catch (SocketException reset) {
            all.writeBytes("<reset>".getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        gateway.close();
    }
}
