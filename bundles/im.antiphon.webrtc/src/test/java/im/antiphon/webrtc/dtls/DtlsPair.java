// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import im.antiphon.webrtc.srtp.SrtpProfile;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A client and a server in one JVM, over two wires; the test's thread is the loop of both. */
final class DtlsPair implements AutoCloseable {
    static final SecureRandom RANDOM = new SecureRandom();
    static final DtlsCertificate CLIENT_CERTIFICATE = certificate();
    static final DtlsCertificate SERVER_CERTIFICATE = certificate();
    static final DtlsSettings.Timing QUICK = new DtlsSettings.Timing(Duration.ofSeconds(15), Duration.ofMillis(20));
    /** No flight is sent twice, however slow the machine. */
    static final DtlsSettings.Timing PATIENT = new DtlsSettings.Timing(Duration.ofMinutes(5), Duration.ofMinutes(1));

    final TestLoop loop = new TestLoop();
    final ExecutorService handshakes = Executors.newCachedThreadPool(this::newThread);
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    /** What no handshake's thread may die of. */
    final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

    final RecordingSink clientSink;
    final RecordingSink serverSink;
    final DtlsEndpoint client;
    final DtlsEndpoint server;
    long nowNanos;

    DtlsPair() {
        this(VirtualWire.Weather.FAIR, 0, clientSettings(), serverSettings());
    }

    DtlsPair(DtlsSettings clientSettings, DtlsSettings serverSettings) {
        this(VirtualWire.Weather.FAIR, 0, clientSettings, serverSettings);
    }

    DtlsPair(VirtualWire.Weather weather, long seed, DtlsSettings clientSettings, DtlsSettings serverSettings) {
        VirtualWire toServer = new VirtualWire(weather, seed, datagram -> loop.execute(() -> giveServer(datagram)));
        VirtualWire toClient = new VirtualWire(weather, ~seed, datagram -> loop.execute(() -> giveClient(datagram)));
        clientSink = new RecordingSink(toServer::send);
        serverSink = new RecordingSink(toClient::send);
        client = new DtlsEndpoint(clientSettings, RANDOM, handshakes, loop, clientSink);
        server = new DtlsEndpoint(serverSettings, RANDOM, handshakes, loop, serverSink);
    }

    private Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "dtls-handshake-under-test");
        thread.setUncaughtExceptionHandler((dying, cause) -> uncaught.add(cause));
        threads.add(thread);
        return thread;
    }

    static DtlsCertificate certificate() {
        return DtlsCertificate.generate(RANDOM, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(365));
    }

    static DtlsSettings clientSettings() {
        return clientSettings(DtlsSettings.DEFAULT_PROFILES);
    }

    static DtlsSettings clientSettings(List<SrtpProfile> profiles) {
        return new DtlsSettings(DtlsRole.CLIENT, CLIENT_CERTIFICATE, SERVER_CERTIFICATE.fingerprint(), profiles, QUICK);
    }

    static DtlsSettings serverSettings() {
        return serverSettings(DtlsSettings.DEFAULT_PROFILES);
    }

    static DtlsSettings serverSettings(List<SrtpProfile> profiles) {
        return new DtlsSettings(DtlsRole.SERVER, SERVER_CERTIFICATE, CLIENT_CERTIFICATE.fingerprint(), profiles, QUICK);
    }

    static DtlsSettings expecting(DtlsSettings settings, DtlsFingerprint fingerprint) {
        return new DtlsSettings(
                settings.role(), settings.certificate(), fingerprint, settings.profiles(), settings.timing());
    }

    static DtlsSettings patient(DtlsSettings settings) {
        return new DtlsSettings(
                settings.role(), settings.certificate(), settings.remoteFingerprint(), settings.profiles(), PATIENT);
    }

    void start() {
        server.start(nowNanos);
        client.start(nowNanos);
    }

    DtlsPair connect() throws InterruptedException {
        start();
        loop.runUntil("keys on both ends", () -> clientSink.isConnected() && serverSink.isConnected());
        return this;
    }

    void giveServer(byte[] datagram) {
        server.handleDatagram(nowNanos, ByteBuffer.wrap(datagram), 0, datagram.length);
    }

    void giveClient(byte[] datagram) {
        client.handleDatagram(nowNanos, ByteBuffer.wrap(datagram), 0, datagram.length);
    }

    /** Whether every handshake's thread comes to its end. */
    boolean threadsAreFree() throws InterruptedException {
        handshakes.shutdown();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
            if (thread.isAlive()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        handshakes.shutdownNow();
    }
}
