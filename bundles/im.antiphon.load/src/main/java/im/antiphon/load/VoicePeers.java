// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.webrtc.dtls.DtlsCertificate;
import im.antiphon.webrtc.ice.IceControllingSettings;
import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Any number of {@link VoicePeer}s on one thread, with one certificate and one pool for handshakes. Safe from any thread.
 */
public final class VoicePeers implements AutoCloseable {
    private static final Duration CERTIFICATE_VALIDITY = Duration.ofDays(7);
    /** Handshakes that wait; one more fails as overloaded. */
    private static final int MOST_WAITING_HANDSHAKES = 10_000;

    /** What all its peers share. */
    record Surroundings(
            VoiceLoop loop,
            InetAddress bindAddress,
            IceControllingSettings ice,
            DtlsCertificate certificate,
            SrtpEngine srtp,
            Executor handshakes,
            SecureRandom random,
            VoiceTraffic traffic) {}

    private final Surroundings around;
    private final ThreadPoolExecutor handshakes;
    private final List<VoicePeer> peers = new CopyOnWriteArrayList<>();

    private VoicePeers(Surroundings around, ThreadPoolExecutor handshakes) {
        this.around = around;
        this.handshakes = handshakes;
    }

    /** @throws IOException where there is no selector to be had */
    public static VoicePeers open(VoicePeersSettings settings) throws IOException {
        return open(settings, VoiceTraffic.IGNORED);
    }

    /**
     * As above, with somebody who hears of every packet.
     *
     * @throws IOException where there is no selector to be had
     */
    public static VoicePeers open(VoicePeersSettings settings, VoiceTraffic traffic) throws IOException {
        SecureRandom random = new SecureRandom();
        ThreadPoolExecutor handshakes = handshakeThreads(settings.handshakeThreads());
        DtlsCertificate certificate =
                DtlsCertificate.generate(random, Instant.now().minus(Duration.ofDays(1)), CERTIFICATE_VALIDITY);
        return new VoicePeers(
                new Surroundings(
                        new VoiceLoop(),
                        settings.bindAddress(),
                        settings.ice(),
                        certificate,
                        new PortableSrtpEngine(),
                        handshakes,
                        random,
                        traffic),
                handshakes);
    }

    private static ThreadPoolExecutor handshakeThreads(int maximum) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                maximum, maximum, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING_HANDSHAKES), task -> {
                    Thread thread = new Thread(task, "antiphon-voice-dtls-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * A new peer, with a socket bound.
     *
     * @throws IOException where no socket is to be had
     */
    public VoicePeer add(VoicePeerSettings settings) throws IOException {
        VoiceSession session = new VoiceSession(around, settings);
        around.loop().execute(session::start);
        VoicePeer peer = new VoicePeer(around.loop(), session);
        peers.add(peer);
        session.closed().thenRun(() -> peers.remove(peer));
        return peer;
    }

    /** Runs a task on the peers' thread, soon: calls of its peers do not wait there. */
    public void execute(Runnable task) {
        around.loop().execute(task);
    }

    /** Those that have not ended. */
    public List<VoicePeer> peers() {
        return List.copyOf(peers);
    }

    /** Closes every peer, then the thread. */
    @Override
    public void close() {
        peers.forEach(VoicePeer::close);
        around.loop().close();
        handshakes.shutdownNow();
    }
}
