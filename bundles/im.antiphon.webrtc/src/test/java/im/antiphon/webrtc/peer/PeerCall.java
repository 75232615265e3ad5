// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.PacketKind;
import im.antiphon.testkit.ManualTime;
import im.antiphon.webrtc.dtls.DtlsCertificate;
import im.antiphon.webrtc.dtls.DtlsFingerprint;
import im.antiphon.webrtc.dtls.DtlsRole;
import im.antiphon.webrtc.dtls.DtlsSettings;
import im.antiphon.webrtc.ice.IceCandidate;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.ice.IceLiteSettings;
import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpProfile;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A {@link PeerTransport} and a client, each at its address of a network without delay or loss, in manual time. The test's thread
 * is the loop of both; handshakes have threads of their own, which are waited for.
 */
final class PeerCall implements AutoCloseable {
    static final SecureRandom RANDOM = new SecureRandom();
    static final DtlsCertificate SERVER_CERTIFICATE = certificate();
    static final DtlsCertificate CLIENT_CERTIFICATE = certificate();
    static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 8443);
    static final InetSocketAddress STRANGER = new InetSocketAddress("203.0.113.9", 666);
    private static final long PATIENCE_SECONDS = 60;

    final ManualTime time = new ManualTime();
    final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    final ExecutorService handshakes = Executors.newCachedThreadPool();
    final PeerExecutors executors = new PeerExecutors(tasks::add, handshakes, RANDOM);
    final IceCredentials clientLogin = IceCredentials.random(RANDOM);
    final IceCredentials serverLogin = IceCredentials.random(RANDOM);
    final RecordingPeer events = new RecordingPeer(this);
    final PeerTransport server;
    final TestClient client;
    /** All that the client has sent. */
    final List<byte[]> sentByClient = new ArrayList<>();

    boolean clientIsSilent;
    private final Queue<Runnable> wire = new ArrayDeque<>();

    PeerCall() {
        this(DtlsRole.SERVER, DtlsSettings.DEFAULT_PROFILES, CLIENT_CERTIFICATE.fingerprint());
    }

    /**
     * @param role of the transport under test
     * @param expected what it believes the client's certificate to be
     */
    PeerCall(DtlsRole role, List<SrtpProfile> profiles, DtlsFingerprint expected) {
        DtlsSettings dtls = new DtlsSettings(role, SERVER_CERTIFICATE, expected, profiles, DtlsSettings.Timing.DEFAULT);
        IceLiteSettings ice = new IceLiteSettings(Duration.ofSeconds(30), 2);
        server = new PeerTransport(
                new PeerSettings(serverLogin, clientLogin, ice, dtls), new PortableSrtpEngine(), executors, events);
        client = new TestClient(this, role == DtlsRole.SERVER ? DtlsRole.CLIENT : DtlsRole.SERVER);
    }

    private static DtlsCertificate certificate() {
        return DtlsCertificate.generate(RANDOM, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(365));
    }

    static List<IceCandidate> candidates() {
        return List.of(IceCandidate.host(SERVER, 65_535));
    }

    PeerCall start() {
        server.start(time.nowNanos());
        client.start();
        return this;
    }

    PeerCall connect() throws InterruptedException {
        start();
        runUntil("keys on both ends", () -> server.connected() && client.connected());
        return this;
    }

    void toServer(InetSocketAddress from, byte[] datagram) {
        sentByClient.add(datagram);
        if (!clientIsSilent) {
            wire.add(() -> giveServer(from, datagram.clone()));
        }
    }

    void giveServer(InetSocketAddress from, byte[] datagram) {
        ByteBuffer buffer = ByteBuffer.wrap(datagram);
        PacketKind kind = PacketKind.of(buffer, 0, datagram.length);
        server.handleDatagram(time.nowNanos(), kind, buffer, 0, datagram.length, from);
    }

    void toClient(InetSocketAddress to, byte[] datagram) {
        wire.add(() -> {
            if (to.equals(client.address)) {
                client.handleDatagram(datagram);
            }
        });
    }

    /** Does what can be done without waiting. */
    private boolean step() {
        boolean stepped = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            stepped = true;
        }
        for (Runnable delivery = wire.poll(); delivery != null; delivery = wire.poll()) {
            delivery.run();
            stepped = true;
        }
        if (server.nextTimeoutNanos() <= time.nowNanos()) {
            server.handleTimeout(time.nowNanos());
            stepped = true;
        }
        if (client.nextTimeoutNanos() <= time.nowNanos()) {
            client.handleTimeout();
            stepped = true;
        }
        return stepped;
    }

    /** Lets everything happen but time, and waits for handshakes' threads, until {@code done}. */
    void runUntil(String what, BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            if (!step()) {
                Runnable task = tasks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(task).as("a task on the way to: " + what).isNotNull();
                task.run();
            }
        }
    }

    /** Lets everything happen that is under way. */
    void settle() {
        boolean stepped = step();
        while (stepped) {
            stepped = step();
        }
    }

    /** Lets time pass, and everything happen that is due in it. */
    void pass(Duration duration) {
        long end = time.nowNanos() + duration.toNanos();
        settle();
        while (time.nowNanos() < end) {
            time.advanceTo(Math.min(end, Math.min(server.nextTimeoutNanos(), client.nextTimeoutNanos())));
            settle();
        }
    }

    @Override
    public void close() {
        handshakes.shutdownNow();
    }
}
