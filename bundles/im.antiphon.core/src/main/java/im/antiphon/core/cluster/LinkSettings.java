// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

/**
 * How a link deals with loss, and what it keeps.
 *
 * @param maximumMessages sent and not acknowledged, or not sent yet; more are refused
 * @param maximumBytes of their payloads together
 * @param acknowledgeNanos how long an acknowledgement may wait for a frame that it can ride on
 * @param firstRepeatNanos after so long without an acknowledgement the first is sent again; doubled each time
 * @param longestRepeatNanos but never longer than this
 */
public record LinkSettings(
        int maximumMessages, long maximumBytes, long acknowledgeNanos, long firstRepeatNanos, long longestRepeatNanos) {
    /** 8,192 messages, 16 MiB; 10 ms; 500 ms to 4 s. */
    public static final LinkSettings DEFAULT =
            new LinkSettings(8192, 16 << 20, 10_000_000, 500_000_000, 4_000_000_000L);

    public LinkSettings {
        requirePositive("maximumMessages", maximumMessages);
        requirePositive("maximumBytes", maximumBytes);
        requirePositive("acknowledgeNanos", acknowledgeNanos);
        requirePositive("firstRepeatNanos", firstRepeatNanos);
        if (longestRepeatNanos < firstRepeatNanos) {
            throw new IllegalArgumentException(
                    "longestRepeatNanos: " + longestRepeatNanos + " (expected: >= " + firstRepeatNanos + ")");
        }
    }

    private static void requirePositive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: > 0)");
        }
    }
}
