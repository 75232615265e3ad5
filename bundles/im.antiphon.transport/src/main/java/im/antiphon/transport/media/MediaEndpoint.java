// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.congestion.CongestionControllers;
import im.antiphon.api.media.MediaServer;
import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.transport.loop.EventLoops;
import im.antiphon.webrtc.dtls.DtlsCertificate;
import im.antiphon.webrtc.srtp.SrtpEngine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Bound UDP sockets, one for each media loop, with a media server behind them, from {@link #open} to {@link #close}. */
public final class MediaEndpoint implements AutoCloseable {
    private static final Duration CERTIFICATE_VALIDITY = Duration.ofDays(30);
    private static final long CLOSE_LIMIT_SECONDS = 3;
    private static final long IDLE_SECONDS = 10;

    private final MediaSockets sockets;
    private final MediaLoops loops;
    private final ForwardingMediaServer server;
    private final HandshakeThreads handshakes;
    private final MediaMetrics metrics;
    private final List<InetSocketAddress> candidates;

    private MediaEndpoint(MediaSettings settings, Surroundings surroundings, PeerTable peers, MediaSockets sockets)
            throws IOException {
        this.sockets = sockets;
        this.candidates = Candidates.addresses(settings.advertise(), sockets.address());
        this.handshakes = handshakeThreads(settings.maximumHandshakes());
        List<MediaLoop.Socket> opened = sockets.sockets();
        Seats seats = new Seats(
                new LoopPlacement(opened.size(), settings.roomPeersPerLoop()),
                settings.maximumPeers(),
                opened.stream()
                        .map(socket -> (LongSupplier) socket.counters()::packetsSent)
                        .toList());
        MediaLoop.Shared shared = new MediaLoop.Shared(
                surroundings.srtp(),
                handshakes,
                surroundings.congestion(),
                settings.congestion(),
                seats,
                new RoomShards());
        this.loops = new MediaLoops(
                opened.stream().map(socket -> new MediaLoop(socket, shared)).toList(), peers, seats);
        DtlsCertificate certificate = DtlsCertificate.generate(
                new SecureRandom(), Instant.now().minus(Duration.ofDays(1)), CERTIFICATE_VALIDITY);
        List<PeerFactory> factories = loops.all().stream()
                .map(loop -> new PeerFactory(loop, settings, certificate, candidates))
                .toList();
        this.server = new ForwardingMediaServer(loops, factories, surroundings.codecs());
        this.metrics = new MediaMetrics(surroundings.metrics(), loops);
    }

    /**
     * What an endpoint works with.
     *
     * @param loops its sockets live on the media loops, one on each
     * @param srtp protects and opens media
     * @param batches sends past Netty where there is one and the sockets are of epoll
     * @param congestion where its controllers come from
     * @param codecs what may be negotiated
     * @param metrics where it reports
     */
    public record Surroundings(
            EventLoops loops,
            SrtpEngine srtp,
            @Nullable DatagramBatchFactory batches,
            CongestionControllers congestion,
            Codecs codecs,
            MetricRegistry metrics) {}

    /** @throws IOException where the address cannot be bound */
    public static MediaEndpoint open(MediaSettings settings, Surroundings surroundings) throws IOException {
        PeerTable peers = new PeerTable();
        MediaSockets sockets = MediaSockets.open(settings, surroundings.loops(), surroundings.batches(), peers);
        try {
            return new MediaEndpoint(settings, surroundings, peers, sockets);
        } catch (IOException | RuntimeException e) {
            sockets.close();
            throw e;
        }
    }

    /** As many handshakes as threads run, as many again wait; what comes beyond is refused and tried again by the client. */
    private static HandshakeThreads handshakeThreads(int maximum) {
        AtomicInteger number = new AtomicInteger();
        return new HandshakeThreads(maximum, TimeUnit.SECONDS.toNanos(IDLE_SECONDS), task -> {
            Thread thread = new Thread(task, "antiphon-dtls-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What is behind the sockets. */
    MediaLoops loops() {
        return loops;
    }

    /** On how many loops media is served, for logs. */
    public int loopCount() {
        return loops.all().size();
    }

    /** How datagrams are sent, for logs. */
    public String senderName() {
        return loops.all().get(0).sender().name();
    }

    /** What the session core talks to. */
    public MediaServer server() {
        return server;
    }

    /** Where peers are told to send, preferred first. */
    public List<InetSocketAddress> candidates() {
        return candidates;
    }

    /** Handshakes were told to end, and say goodbye: the sockets stay open for as long as that takes. */
    private void endHandshakes() {
        handshakes.shutdown();
        try {
            if (!handshakes.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                handshakes.shutdownNow();
            }
        } catch (InterruptedException e) {
            handshakes.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all peers, then the sockets. Not to be called by a media loop. */
    @Override
    public void close() {
        try {
            server.closeAll().toCompletableFuture().get(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The sockets are closed all the same; peers find out by consent.
        }
        endHandshakes();
        sockets.close();
        metrics.close();
    }
}
