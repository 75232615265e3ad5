// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.concurrent.TimeUnit;

/**
 * How event loops are watched.
 *
 * @param periodNanos between two looks while a loop does not come back, and half of what is between two else; a plugin that
 *     blocks is named within the limit and four periods, or half the limit more where it blocks in native code
 * @param limitNanos a loop that has not come back for so long is blocked
 */
public record LoopWatchSettings(long periodNanos, long limitNanos) {
    /** 100 ms; 500 ms. */
    public static final LoopWatchSettings DEFAULT =
            new LoopWatchSettings(TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.MILLISECONDS.toNanos(500));

    public LoopWatchSettings {
        if (periodNanos < 1_000_000) {
            throw new IllegalArgumentException("periodNanos: " + periodNanos + " (expected: >= 1000000)");
        }
        if (limitNanos < periodNanos) {
            throw new IllegalArgumentException("limitNanos: " + limitNanos + " (expected: >= " + periodNanos + ")");
        }
    }
}
