// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.slidingwindow;

import java.util.Arrays;

/**
 * How many calls succeeded and failed lately. Time is cut into slices of a tenth of the window; an outcome is forgotten
 * with its slice, when it is between nine and ten slices old. Guarded by its owner.
 */
final class OutcomeWindow {
    private static final int SLICES = 10;

    private final long sliceNanos;
    private final long[] successesOfSlice = new long[SLICES];
    private final long[] failuresOfSlice = new long[SLICES];
    private long successes;
    private long failures;
    private long currentSlice;

    OutcomeWindow(long windowNanos) {
        this.sliceNanos = windowNanos / SLICES;
    }

    long successes() {
        return successes;
    }

    long failures() {
        return failures;
    }

    void addSuccesses(long count) {
        successes += count;
        successesOfSlice[(int) (currentSlice % SLICES)] += count;
    }

    void addFailures(long count) {
        failures += count;
        failuresOfSlice[(int) (currentSlice % SLICES)] += count;
    }

    /** Forgets what is too old at a time that is not before the one it was given last. */
    void advanceTo(long elapsedNanos) {
        long slice = elapsedNanos / sliceNanos;
        if (slice - currentSlice >= SLICES) {
            clear();
        } else {
            for (long passed = currentSlice + 1; passed <= slice; passed++) {
                int index = (int) (passed % SLICES);
                successes -= successesOfSlice[index];
                failures -= failuresOfSlice[index];
                successesOfSlice[index] = 0;
                failuresOfSlice[index] = 0;
            }
        }
        currentSlice = slice;
    }

    void clear() {
        Arrays.fill(successesOfSlice, 0);
        Arrays.fill(failuresOfSlice, 0);
        successes = 0;
        failures = 0;
    }
}
