// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.rtp.DropReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** What the media loops count, as operators see it: their sum, and what tells them apart. Reads counters; no loop waits for it. */
final class MediaMetrics implements AutoCloseable {
    private final MetricRegistry registry;
    private final List<String> names = new ArrayList<>();

    MediaMetrics(MetricRegistry registry, MediaLoops loops) {
        this.registry = registry;
        List<MediaCounters> counters =
                loops.all().stream().map(MediaLoop::counters).toList();
        gauge("antiphon_rooms", () -> loops.rooms().size());
        gauge("antiphon_rtp_packets_total{direction=\"in\"}", sum(counters, MediaCounters::packetsReceived));
        gauge("antiphon_rtp_packets_total{direction=\"out\"}", sum(counters, MediaCounters::packetsSent));
        gauge("antiphon_udp_pieces_total", sum(counters, MediaCounters::piecesSent));
        gauge("antiphon_nack_requests_total", sum(counters, MediaCounters::retransmissionsAsked));
        for (DropReason reason : DropReason.values()) {
            gauge("antiphon_drops_total{reason=\"" + reason.label() + "\"}", sum(counters, each -> each.drops(reason)));
        }
        int bounds = MediaCounters.FORWARD_BOUNDS_NANOS.length;
        for (int i = 0; i < bounds; i++) {
            int index = i;
            double seconds = MediaCounters.FORWARD_BOUNDS_NANOS[i] / 1e9;
            gauge(
                    "antiphon_rtp_forward_seconds_bucket{le=\"" + seconds + "\"}",
                    sum(counters, each -> each.forwardedWithin(index)));
        }
        LongSupplier forwarded = sum(counters, each -> each.forwardedWithin(bounds));
        gauge("antiphon_rtp_forward_seconds_bucket{le=\"+Inf\"}", forwarded);
        gauge("antiphon_rtp_forward_seconds_count", forwarded);
        gaugeOfSeconds("antiphon_rtp_forward_seconds_sum", () -> counters.stream()
                .mapToDouble(MediaCounters::forwardSeconds)
                .sum());
        for (MediaLoop loop : loops.all()) {
            ofLoop(loop, loops.seats());
        }
    }

    private void ofLoop(MediaLoop loop, Seats seats) {
        String label = "{loop=\"" + loop.index() + "\"}";
        gauge("antiphon_media_loop_peers" + label, () -> seats.peers(loop.index()));
        gauge("antiphon_media_loop_packets_out_total" + label, loop.counters()::packetsSent);
        gauge("antiphon_media_loop_handed_over_total" + label, loop.counters()::datagramsHandedOver);
    }

    private static LongSupplier sum(List<MediaCounters> counters, ToLongFunction<MediaCounters> value) {
        return () -> counters.stream().mapToLong(value).sum();
    }

    private void gauge(String name, LongSupplier value) {
        registry.register(name, (Gauge<Long>) value::getAsLong);
        names.add(name);
    }

    private void gaugeOfSeconds(String name, DoubleSupplier value) {
        registry.register(name, (Gauge<Double>) value::getAsDouble);
        names.add(name);
    }

    @Override
    public void close() {
        names.forEach(registry::remove);
    }
}
