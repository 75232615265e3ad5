package ${package};

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Raises the rate a little with each clean report, halves it on loss, and again whenever reports cease. A beginning, not a
 * good controller: it knows loss only when the queue has overflowed. Confined to the event loop of its peer.
 */
final class AimdController implements CongestionController {
    private static final double BEARABLE_LOSS = 0.03;
    private static final long STEP_BITS_PER_SECOND = 8_000;

    /** Three of RTCP's intervals of five seconds (RFC 3550, section 6.2). */
    private static final long SILENCE_NANOS = 15_000_000_000L;

    private final CongestionLimits limits;
    private long targetBitsPerSecond;
    private double lossFraction;
    private long roundTripNanos = -1;
    private long silenceDeadlineNanos = NEVER;

    AimdController(CongestionLimits limits, @Nullable CongestionSnapshot seed) {
        this.limits = limits;
        if (seed == null) { // the call begins
            targetBitsPerSecond = limits.startBitsPerSecond();
        } else { // the call runs, and another controller has served it until now
            CongestionSnapshot sound = seed.soundWithin(limits);
            targetBitsPerSecond = sound.targetBitsPerSecond();
            lossFraction = sound.lossFraction();
            roundTripNanos = sound.roundTripNanos();
        }
    }

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
        if (silenceDeadlineNanos == NEVER) {
            silenceDeadlineNanos = nowNanos + SILENCE_NANOS;
        }
    }

    @Override
    public void onFeedback(long nowNanos, CongestionFeedback feedback) {
        if (feedback instanceof CongestionFeedback.ReceiverReport report) {
            lossFraction = report.lossFraction();
            if (report.roundTripNanos() >= 0) {
                roundTripNanos = report.roundTripNanos();
            }
            boolean clean = lossFraction <= BEARABLE_LOSS;
            targetBitsPerSecond =
                    limits.clamp(clean ? targetBitsPerSecond + STEP_BITS_PER_SECOND : targetBitsPerSecond / 2);
            silenceDeadlineNanos = nowNanos + SILENCE_NANOS;
        }
    }

    @Override
    public void onTimeout(long nowNanos) {
        if (silenceDeadlineNanos != NEVER && nowNanos - silenceDeadlineNanos >= 0) {
            targetBitsPerSecond = limits.clamp(targetBitsPerSecond / 2);
            silenceDeadlineNanos = nowNanos + SILENCE_NANOS;
        }
    }

    @Override
    public long nextTimeoutNanos() {
        return silenceDeadlineNanos;
    }

    @Override
    public long targetBitsPerSecond() {
        return targetBitsPerSecond;
    }

    @Override
    public CongestionSnapshot snapshot() {
        return new CongestionSnapshot(targetBitsPerSecond, lossFraction, roundTripNanos, -1);
    }
}
