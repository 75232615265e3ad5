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
 */
public record CallBudgets(int sampledOneIn, long packetNanos, long feedbackNanos, long frameNanos) {
    /** One in 64; 1, 5 and 20 ms. */
    public static final CallBudgets DEFAULT = new CallBudgets(
            64, TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.MILLISECONDS.toNanos(5), TimeUnit.MILLISECONDS.toNanos(20));

    public CallBudgets {
        if (sampledOneIn < 1) {
            throw new IllegalArgumentException("sampledOneIn: " + sampledOneIn + " (expected: >= 1)");
        }
        if (packetNanos <= 0 || feedbackNanos <= 0 || frameNanos <= 0) {
            throw new IllegalArgumentException(
                    "budgets: " + packetNanos + ", " + feedbackNanos + ", " + frameNanos + " ns (expected: each > 0)");
        }
    }

    long nanos(HotCall call) {
        return switch (call) {
            case PACKET_SENT -> packetNanos;
            case FEEDBACK, TIMEOUT -> feedbackNanos;
            case ENCODE, DECODE -> frameNanos;
        };
    }

    int interval(HotCall call) {
        return Math.max(1, sampledOneIn / call.frequency());
    }
}
