// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

import im.antiphon.load.VoiceTraffic;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/** All packets of one thread's peers as they come and go: written by that thread, read by the one that samples. */
final class LiveTraffic implements VoiceTraffic {
    private static final long MOST_NANOS = 60_000_000_000L;

    private final SingleWriterRecorder latencies = new SingleWriterRecorder(1_000, MOST_NANOS, 2);
    // Each written by one thread only.
    private volatile long sent;
    private volatile long received;
    private volatile long missing;

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // One writer.
    public void onSent(int packetLength) {
        sent++;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // One writer.
    public void onReceived(long latencyNanos, int packetLength, int missingNow) {
        received++;
        if (missingNow != 0) {
            missing += missingNow;
        }
        if (latencyNanos >= 0) {
            latencies.recordValue(Math.min(MOST_NANOS, latencyNanos));
        }
    }

    long sent() {
        return sent;
    }

    long received() {
        return received;
    }

    long missing() {
        return missing;
    }

    /** The latencies since the last call. */
    Histogram takeLatencies(@Nullable Histogram recycled) {
        return latencies.getIntervalHistogram(recycled);
    }
}
