// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.concurrent.TimeUnit;

/**
 * How long calls that are made again and again may take, and how many of them are timed.
 *
 * @param sampledOneIn one call in so many is timed; of feedback and timeouts, which are rarer, eight times as many
 * @param packetNanos for {@code onPacketSent}
 * @param feedbackNanos for {@code onFeedback} and {@code onTimeout}
 * @param frameNanos for encoding or decoding one frame
 * @param routeNanos for one look-up in a routing table
 * @param breakerNanos for {@code tryAcquire}, and for {@code onSuccess} or {@code onFailure}
 */
public record CallBudgets(
        int sampledOneIn, long packetNanos, long feedbackNanos, long frameNanos, long routeNanos, long breakerNanos) {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    /** One in 64; 1, 5 and 20 ms; 1 ms for routing and for breakers. */
    public static final CallBudgets DEFAULT = new CallBudgets(
            64, TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.MILLISECONDS.toNanos(5), TimeUnit.MILLISECONDS.toNanos(20));

    public CallBudgets {
        if (sampledOneIn < 1) {
            throw new IllegalArgumentException("sampledOneIn: " + sampledOneIn + " (expected: >= 1)");
        }
        for (long nanos : new long[] {packetNanos, feedbackNanos, frameNanos, routeNanos, breakerNanos}) {
            if (nanos <= 0) {
                throw new IllegalArgumentException("budget: " + nanos + " ns (expected: > 0)");
            }
        }
    }

    /** With the default budgets of routing and breakers. */
    public CallBudgets(int sampledOneIn, long packetNanos, long feedbackNanos, long frameNanos) {
        this(sampledOneIn, packetNanos, feedbackNanos, frameNanos, MILLISECOND, MILLISECOND);
    }

    long nanos(HotCall call) {
        return switch (call) {
            case PACKET_SENT -> packetNanos;
            case FEEDBACK, TIMEOUT -> feedbackNanos;
            case ENCODE, DECODE -> frameNanos;
            case ROUTE -> routeNanos;
            case ADMIT, REPORT -> breakerNanos;
        };
    }

    int interval(HotCall call) {
        return Math.max(1, sampledOneIn / call.frequency());
    }
}
