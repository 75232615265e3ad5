// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks.fanout;

import im.antiphon.api.media.MediaRole;
import im.antiphon.load.LatencySummary;
import im.antiphon.load.SourceStatistics;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.load.VoiceStatistics;
import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.webrtc.srtp.SrtpEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Measures one shape: everybody joins and is connected, publishers talk, and after a while the seconds that count begin.
 *
 * <p>A few subscribers, spread over all, are looked at: they read what they are sent on a thread of their own. The thread of the
 * others stops while it counts, so that they do not take the processors from the server; what they are sent goes to their sockets, which
 * the kernel fills and then drops for. So what they hear is not looked at in these seconds.
 */
final class FanOut {
    private static final int MOST_PROBES = 5;
    private static final int CONNECTING_AT_ONCE = 50;

    private final SrtpEngine srtp;
    private final @Nullable DatagramBatchFactory batches;
    private final @Nullable Departures departures;
    private final long warmMillis;
    private final long countedMillis;

    /**
     * @param warmMillis of talk before it counts
     * @param countedMillis that count
     */
    FanOut(SrtpEngine srtp, @Nullable DatagramBatchFactory batches, long warmMillis, long countedMillis) {
        this(srtp, batches, null, warmMillis, countedMillis);
    }

    /**
     * @param departures told when it counts
     * @param warmMillis of talk before it counts
     * @param countedMillis that count
     */
    FanOut(
            SrtpEngine srtp,
            @Nullable DatagramBatchFactory batches,
            @Nullable Departures departures,
            long warmMillis,
            long countedMillis) {
        this.srtp = srtp;
        this.batches = batches;
        this.departures = departures;
        this.warmMillis = warmMillis;
        this.countedMillis = countedMillis;
    }

    /** Latencies are of all that the probes have received, also before it counts. */
    Measured measure(Shape shape) throws Exception {
        try (Server server = new Server(shape.loops(), srtp, batches);
                VoicePeers talking = VoicePeers.open(VoicePeersSettings.loopback());
                VoicePeers listening = VoicePeers.open(VoicePeersSettings.loopback());
                VoicePeers looking = VoicePeers.open(VoicePeersSettings.loopback())) {
            List<VoicePeer> publishers = new ArrayList<>();
            List<VoicePeer> probes = new ArrayList<>();
            List<CompletableFuture<Void>> connecting = new ArrayList<>();
            int subscribers = shape.rooms() * shape.subscribers();
            int probeEvery = Math.max(1, subscribers / MOST_PROBES);
            int subscriber = 0;
            for (int room = 0; room < shape.rooms(); room++) {
                for (int i = 0; i < shape.publishers(); i++) {
                    VoicePeer peer = talking.add(VoicePeerSettings.sending(publishers.size() + 1));
                    publishers.add(peer);
                    connect(connecting, server.join(peer, "room-" + room, "p-" + room + "-" + i, MediaRole.PUBLISHER));
                }
                for (int i = 0; i < shape.subscribers(); i++) {
                    boolean probe = subscriber++ % probeEvery == probeEvery / 2;
                    VoicePeer peer = (probe ? looking : listening).add(VoicePeerSettings.receiving(shape.publishers()));
                    if (probe) {
                        probes.add(peer);
                    }
                    connect(connecting, server.join(peer, "room-" + room, "s-" + room + "-" + i, MediaRole.LISTENER));
                }
            }
            CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new))
                    .get(120, TimeUnit.SECONDS);
            CountDownLatch counted = new CountDownLatch(1);
            rest(listening, counted);
            // Not all in one moment, as people do not speak.
            for (VoicePeer publisher : publishers) {
                publisher.startSending(VoicePeer.PACKETS_PER_SECOND);
                TimeUnit.MICROSECONDS.sleep(20_000 / publishers.size());
            }
            TimeUnit.MILLISECONDS.sleep(warmMillis);
            long packets = server.forwarded();
            long cpu = server.cpuNanos();
            count(true);
            TimeUnit.MILLISECONDS.sleep(countedMillis);
            count(false);
            long cpuTaken = server.cpuNanos() - cpu;
            long forwarded = server.forwarded() - packets;
            publishers.forEach(VoicePeer::stopSending);
            Measured.Probes heard = heard(probes);
            counted.countDown();
            return new Measured(shape, forwarded, cpuTaken, server.handedOver(), server.dropped(), heard);
        }
    }

    private void count(boolean now) {
        if (departures != null) {
            departures.count(now);
        }
    }

    private static void connect(List<CompletableFuture<Void>> connecting, CompletableFuture<Void> next)
            throws Exception {
        connecting.add(next);
        if (connecting.size() >= CONNECTING_AT_ONCE) {
            connecting.get(connecting.size() - CONNECTING_AT_ONCE).get(60, TimeUnit.SECONDS);
        }
    }

    /** Has the peers' one thread wait. */
    private static void rest(VoicePeers peers, CountDownLatch until) {
        for (VoicePeer first : peers.peers()) {
            first.when(statistics -> {
                try {
                    until.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return true;
            });
            return;
        }
    }

    private static Measured.Probes heard(List<VoicePeer> probes) {
        long received = 0;
        long lost = 0;
        List<Double> medians = new ArrayList<>();
        double last = 0;
        double percentile99 = 0;
        for (VoicePeer probe : probes) {
            VoiceStatistics statistics = probe.statistics();
            received += statistics.received();
            lost += statistics.lost();
            for (SourceStatistics source : statistics.sources()) {
                LatencySummary latency = source.latency();
                medians.add(latency.medianNanos() / 1e3);
                last = Math.max(last, latency.medianNanos() / 1e3);
                percentile99 = Math.max(percentile99, latency.percentile99Nanos() / 1e3);
            }
        }
        if (medians.isEmpty()) {
            throw new IllegalStateException("nobody has heard anything");
        }
        Collections.sort(medians);
        return new Measured.Probes(medians.get(medians.size() / 2), last, percentile99, received, lost);
    }
}
