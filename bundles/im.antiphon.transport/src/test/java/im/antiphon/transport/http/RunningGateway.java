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
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
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
    private final OwnedEventLoops loops;

    /** Shared by all tests of a JVM: stopping a group takes a second of Netty's. */
    private static final Map<Transports, OwnedEventLoops> LOOPS = new ConcurrentHashMap<>();

    RunningGateway() {
        this(LIMITS);
    }

    RunningGateway(GatewayLimits limits) {
        this(limits, Transports.best(), TlsContexts.bestProvider());
    }

    RunningGateway(GatewayLimits limits, Transports transport, SslProvider provider) {
        loops = LOOPS.computeIfAbsent(transport, wanted -> new OwnedEventLoops(wanted, 1, 1));
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
        return comesTrue(() -> counted(name) == expected);
    }

    /** Waits for what follows on the gateway's loop, or in other threads. */
    static boolean comesTrue(BooleanSupplier condition) {
        long begunNanos = System.nanoTime();
        boolean met = condition.getAsBoolean();
        while (!met && System.nanoTime() - begunNanos < 60_000_000_000L) {
            Thread.yield();
            met = condition.getAsBoolean();
        }
        return met;
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

    /**
     * The same, but the gateway does not see the connection before the bytes are there: so a client that the machine holds up
     * in between is not one that takes its time.
     */
    String exchangeInOne(int port, byte[] bytes) throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        loops.signaling().execute(() -> await(sent));
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(bytes);
            sent.countDown();
            return readAll(socket);
        } finally {
            sent.countDown();
        }
    }

    String exchangeInOne(int port, String request) throws IOException {
        return exchangeInOne(port, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
