// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

import im.antiphon.loadtest.measure.Percentiles;
import im.antiphon.loadtest.measure.Sample;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Draws the graphs' points, and adds up what counts. Confined to one thread. */
final class Sampler {
    /** Points kept; after that every second one is let go, and so on. */
    private static final int MOST_SAMPLES = 4_000;

    private final Engines engines;
    private final ClientTally tally;
    private final ServerProbe server;
    private final OwnProcess own;
    private final long startNanos;
    private final Histogram interval = new Histogram(1_000, 60_000_000_000L, 2);
    private final Histogram counted = new Histogram(1_000, 60_000_000_000L, 2);
    private List<Sample> samples = new ArrayList<>();
    private int keepOneOf = 1;
    private long taken;
    private long lastNanos;
    private long lastSent;
    private long lastReceived;
    private long lastMissing;

    Sampler(Engines engines, ClientTally tally, ServerProbe server, OwnProcess own, long startNanos) {
        this.engines = engines;
        this.tally = tally;
        this.server = server;
        this.own = own;
        this.startNanos = startNanos;
        lastNanos = startNanos;
    }

    /** Draws one. */
    Sample sample(long nowNanos, boolean counts) {
        interval.reset();
        engines.addLatencies(interval);
        if (counts) {
            counted.add(interval);
        }
        Percentiles latency = Percentiles.of(interval);
        double seconds = Math.max(1e-3, (nowNanos - lastNanos) / 1e9);
        long sent = engines.sent();
        long received = engines.received();
        long missing = engines.missing();
        Sample sample = new Sample(
                Math.round((nowNanos - startNanos) / 1e6) / 1e3,
                counts,
                tally.present.get(),
                tally.failed.get(),
                perSecond(sent - lastSent, seconds),
                perSecond(received - lastReceived, seconds),
                perSecond(missing - lastMissing, seconds),
                latency.p50(),
                latency.p99(),
                latency.maximum(),
                own.cpu(nowNanos),
                server.sample(nowNanos));
        lastNanos = nowNanos;
        lastSent = sent;
        lastReceived = received;
        lastMissing = missing;
        keep(sample);
        return sample;
    }

    /** Adds what has come since the last point to what counts. */
    void settle() {
        engines.addLatencies(counted);
    }

    private static double perSecond(long count, double seconds) {
        return Math.round(count / seconds * 10) / 10.0;
    }

    private void keep(Sample sample) {
        if (taken++ % keepOneOf == 0) {
            samples.add(sample);
        }
        if (samples.size() == MOST_SAMPLES) {
            List<Sample> thinned = new ArrayList<>(MOST_SAMPLES);
            for (int i = 0; i < MOST_SAMPLES; i += 2) {
                thinned.add(samples.get(i));
            }
            samples = thinned;
            keepOneOf *= 2;
        }
    }

    List<Sample> timeline() {
        return List.copyOf(samples);
    }

    Percentiles latency() {
        return Percentiles.of(counted);
    }
}
