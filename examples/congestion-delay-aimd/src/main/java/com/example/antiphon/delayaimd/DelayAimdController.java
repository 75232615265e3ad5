// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionFeedback.PacketArrivals;
import im.antiphon.api.congestion.CongestionFeedback.ReceiverEstimate;
import im.antiphon.api.congestion.CongestionFeedback.ReceiverReport;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Keeps queues short: falls as soon as packets wait longer than voice can bear, before the first one is lost; rises while
 * they do not. It reacts to loss as well, for a queue may be too short to show, and to silence, for a path that has failed
 * reports nothing (RFC 8836, section 2).
 *
 * <pre>
 *   transport-wide feedback -> delays one way --------------+-> QueueingDelay --+-> Pressure --> AimdRate --> target
 *                           -> what gets through -----------|-------------------|------------------^            ^
 *   receiver reports        -> round trips, where no delays +                   |                               |
 *                           -> loss ------------------------------------------->+                               |
 *   REMB                    -> what the receiver can take ------------------------------------------------------+
 * </pre>
 *
 * <p>Confined to one event loop.
 */
final class DelayAimdController implements CongestionController {
    /** Three of RTCP's intervals of five seconds (RFC 3550, section 6.2). */
    static final long SILENCE_NANOS = 15_000_000_000L;

    private static final double CUT_BY_DELAY = 0.85;
    private static final double CUT_BY_SILENCE = 0.5;
    private static final long UNKNOWN = -1;

    private final CongestionLimits limits;
    private final long queueingLimitNanos;
    private final SentPackets packets = new SentPackets();
    private final RateMeter sent = new RateMeter();
    private final RateMeter delivered = new RateMeter();
    private final QueueingDelay oneWay = new QueueingDelay();
    private final QueueingDelay roundTrips = new QueueingDelay();
    private final AimdRate rate;
    private double lossFraction;
    private long roundTripNanos = UNKNOWN;
    private long estimateBitsPerSecond = UNKNOWN;
    private long silenceDeadlineNanos = NEVER;

    /**
     * @param queueingLimitNanos how long packets may wait in queues
     * @param seed what the predecessor knew, whose target this one goes on from, or null
     */
    DelayAimdController(CongestionLimits limits, long queueingLimitNanos, @Nullable CongestionSnapshot seed) {
        this.limits = limits;
        this.queueingLimitNanos = queueingLimitNanos;
        if (seed == null) {
            rate = new AimdRate(limits, limits.startBitsPerSecond());
        } else {
            CongestionSnapshot sound = seed.soundWithin(limits);
            rate = new AimdRate(limits, sound.targetBitsPerSecond());
            lossFraction = sound.lossFraction();
            roundTripNanos = sound.roundTripNanos();
            estimateBitsPerSecond = sound.receiverEstimateBitsPerSecond();
        }
    }

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
        packets.add(nowNanos, transportSequenceNumber, sizeInBytes);
        sent.add(nowNanos, sizeInBytes);
        if (silenceDeadlineNanos == NEVER) {
            silenceDeadlineNanos = nowNanos + SILENCE_NANOS;
        }
    }

    @Override
    public void onFeedback(long nowNanos, CongestionFeedback feedback) {
        if (feedback instanceof ReceiverReport report) {
            onReport(nowNanos, report);
        } else if (feedback instanceof PacketArrivals arrivals) {
            onArrivals(nowNanos, arrivals);
        } else if (feedback instanceof ReceiverEstimate estimate) {
            estimateBitsPerSecond = estimate.bitsPerSecond();
        }
        silenceDeadlineNanos = nowNanos + SILENCE_NANOS;
    }

    private void onReport(long nowNanos, ReceiverReport report) {
        lossFraction = report.lossFraction();
        if (report.roundTripNanos() >= 0) {
            roundTripNanos = report.roundTripNanos();
            roundTrips.onSample(nowNanos, roundTripNanos);
        }
        decide(nowNanos);
    }

    /** The least delay of the packets in one message stands for all: what is above it is jitter. */
    private void onArrivals(long nowNanos, PacketArrivals arrivals) {
        boolean found = false;
        long least = 0;
        long sentNanos = 0;
        for (int i = 0; i < arrivals.count(); i++) {
            long number = arrivals.sequenceNumbers()[i];
            long arrivalNanos = arrivals.arrivalNanos()[i];
            if (arrivalNanos >= 0 && packets.knows(number)) {
                delivered.add(arrivalNanos, packets.sizeInBytes(number));
                long delay = arrivalNanos - packets.sentNanos(number);
                if (!found || delay - least < 0) {
                    found = true;
                    least = delay;
                    sentNanos = packets.sentNanos(number);
                }
            }
        }
        if (found) {
            oneWay.onSample(sentNanos, least);
            decide(nowNanos);
        }
    }

    private void decide(long nowNanos) {
        QueueingDelay queues = oneWay.measured() ? oneWay : roundTrips;
        switch (Pressure.of(queues.standingNanos(), queueingLimitNanos, queues.gradient(), lossFraction)) {
            case NONE -> rate.rise(nowNanos, sent.bitsPerSecond());
            case RISING -> rate.hold(nowNanos);
            case CONGESTED -> {
                boolean lossy = lossFraction > Pressure.HIGH_LOSS;
                double factor = lossy ? Math.min(CUT_BY_DELAY, 1 - lossFraction / 2) : CUT_BY_DELAY;
                rate.fall(nowNanos, factor, carriedBitsPerSecond(), roundTripNanos);
            }
        }
    }

    /** What gets through; where nobody says, what is sent. */
    private long carriedBitsPerSecond() {
        return delivered.bitsPerSecond() == RateMeter.UNKNOWN ? sent.bitsPerSecond() : delivered.bitsPerSecond();
    }

    @Override
    public void onTimeout(long nowNanos) {
        if (silenceDeadlineNanos != NEVER && nowNanos - silenceDeadlineNanos >= 0) {
            rate.fall(nowNanos, CUT_BY_SILENCE, UNKNOWN, UNKNOWN);
            estimateBitsPerSecond = UNKNOWN;
            silenceDeadlineNanos = nowNanos + SILENCE_NANOS;
        }
    }

    @Override
    public long nextTimeoutNanos() {
        return silenceDeadlineNanos;
    }

    @Override
    public long targetBitsPerSecond() {
        long allowed = rate.bitsPerSecond();
        return estimateBitsPerSecond == UNKNOWN ? allowed : limits.clamp(Math.min(allowed, estimateBitsPerSecond));
    }

    @Override
    public CongestionSnapshot snapshot() {
        return new CongestionSnapshot(targetBitsPerSecond(), lossFraction, roundTripNanos, estimateBitsPerSecond);
    }
}
