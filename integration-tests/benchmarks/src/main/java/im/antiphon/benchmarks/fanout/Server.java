// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks.fanout;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaRole;
import im.antiphon.api.plugin.Tenants;
import im.antiphon.benchmarks.AwaitedConnection;
import im.antiphon.benchmarks.ConstantRate;
import im.antiphon.load.VoicePeer;
import im.antiphon.rtp.DropReason;
import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.transport.loop.OwnedEventLoops;
import im.antiphon.transport.loop.Transports;
import im.antiphon.transport.media.MediaEndpoint;
import im.antiphon.transport.media.MediaSettings;
import im.antiphon.webrtc.srtp.SrtpEngine;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The media path as the product has it, without signaling and plugins. */
final class Server implements AutoCloseable {
    private static final CongestionLimits LIMITS = new CongestionLimits(30_000, 1_000_000, 5_000_000);
    private static final int ROOM_PEERS_PER_LOOP = 200; // the product's default

    private final OwnedEventLoops loops;
    private final MetricRegistry metrics = new MetricRegistry();
    private final MediaEndpoint endpoint;
    private final List<Long> threads = new ArrayList<>();

    /** @param batches sends past Netty where there is one */
    Server(int mediaLoops, SrtpEngine srtp, @Nullable DatagramBatchFactory batches) throws Exception {
        loops = new OwnedEventLoops(Transports.best(), 1, mediaLoops);
        try {
            endpoint = open(srtp, batches);
        } catch (IOException | RuntimeException e) {
            loops.close();
            throw e;
        }
        for (EventExecutor loop : loops.media()) {
            threads.add(loop.submit(() -> Thread.currentThread().getId()).get());
        }
    }

    private MediaEndpoint open(SrtpEngine srtp, @Nullable DatagramBatchFactory batches) throws IOException {
        MediaSettings settings = new MediaSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(),
                Duration.ofMinutes(5),
                32,
                10_000,
                ROOM_PEERS_PER_LOOP,
                LIMITS,
                MediaSettings.Coalescing.none());
        return MediaEndpoint.open(
                settings,
                new MediaEndpoint.Surroundings(
                        loops,
                        srtp,
                        batches,
                        (limits, random, loop) -> new ConstantRate(LIMITS.maximumBitsPerSecond()),
                        new OpusOnly(),
                        metrics));
    }

    /** Connects a peer; the future completes when both sides are. */
    CompletableFuture<Void> join(VoicePeer peer, String room, String session, MediaRole role) {
        AwaitedConnection connection = new AwaitedConnection();
        MediaOffer offer = new MediaOffer(session, Tenants.DEFAULT, room, role, peer.offer(), null, session);
        return endpoint.server()
                .offer(offer, connection)
                .toCompletableFuture()
                .thenCompose(answer -> peer.accept(answer.sdp()))
                .thenCombine(connection.connected(), (accepted, connected) -> null);
    }

    /** Packets forwarded so far. */
    long forwarded() {
        return value("antiphon_rtp_packets_total{direction=\"out\"}");
    }

    /** Datagrams handed from one loop to another so far. */
    long handedOver() {
        return metrics
                .getGauges((name, gauge) -> name.startsWith("antiphon_media_loop_handed_over_total"))
                .values()
                .stream()
                .mapToLong(gauge -> ((Number) gauge.getValue()).longValue())
                .sum();
    }

    /** Packets that were not forwarded so far; what comes before there are keys does not count. */
    long dropped() {
        long sum = 0;
        for (DropReason reason : DropReason.values()) {
            if (reason != DropReason.NO_KEYS) {
                sum += value("antiphon_drops_total{reason=\"" + reason.label() + "\"}");
            }
        }
        return sum;
    }

    private long value(String name) {
        return ((Number) metrics.gauge(name).getValue()).longValue();
    }

    /** What the media loops have taken of the processors so far, the kernel's part included. */
    long cpuNanos() {
        ThreadMXBean beans = ManagementFactory.getThreadMXBean();
        return threads.stream().mapToLong(beans::getThreadCpuTime).sum();
    }

    String senderName() {
        return endpoint.senderName();
    }

    @Override
    public void close() {
        endpoint.close();
        loops.close();
    }

    private static final class OpusOnly implements Codecs {
        @Override
        public List<CodecFormat> formats() {
            return List.of(new CodecFormat("opus", 48_000, 2, -1, Map.of("minptime", "10", "useinbandfec", "1")));
        }

        @Override
        public @Nullable AudioEncoder openEncoder(String encodingName, EncoderSettings settings) {
            return null;
        }

        @Override
        public @Nullable AudioDecoder openDecoder(String encodingName, int channels) {
            return null;
        }

        @Override
        public int targetBitsPerSecond(
                String encodingName, int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
            return baseBitsPerSecond;
        }
    }
}
