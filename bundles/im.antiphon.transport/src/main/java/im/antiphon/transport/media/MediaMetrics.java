// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.rtp.DropReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** What a media loop counts, as operators see it. Reads the loop's counters; the loop never waits for it. */
final class MediaMetrics implements AutoCloseable {
    private final MetricRegistry registry;
    private final List<String> names = new ArrayList<>();

    MediaMetrics(MetricRegistry registry, MediaCounters counters, MediaLoop loop) {
        this.registry = registry;
        gauge("antiphon_rooms", () -> loop.publishedRooms().size());
        gauge("antiphon_rtp_packets_total{direction=\"in\"}", counters::packetsReceived);
        gauge("antiphon_rtp_packets_total{direction=\"out\"}", counters::packetsSent);
        gauge("antiphon_udp_pieces_total", counters::piecesSent);
        gauge("antiphon_nack_requests_total", counters::retransmissionsAsked);
        for (DropReason reason : DropReason.values()) {
            gauge("antiphon_drops_total{reason=\"" + reason.label() + "\"}", () -> counters.drops(reason));
        }
        int bounds = MediaCounters.FORWARD_BOUNDS_NANOS.length;
        for (int i = 0; i < bounds; i++) {
            int index = i;
            double seconds = MediaCounters.FORWARD_BOUNDS_NANOS[i] / 1e9;
            gauge("antiphon_rtp_forward_seconds_bucket{le=\"" + seconds + "\"}", () -> counters.forwardedWithin(index));
        }
        gauge("antiphon_rtp_forward_seconds_bucket{le=\"+Inf\"}", () -> counters.forwardedWithin(bounds));
        gauge("antiphon_rtp_forward_seconds_count", () -> counters.forwardedWithin(bounds));
        gaugeOfSeconds("antiphon_rtp_forward_seconds_sum", counters::forwardSeconds);
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
