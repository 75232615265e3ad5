// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.sentinel;

/** How many calls of one slice of the window succeeded and failed. Guarded by its owner. */
final class Outcomes {
    private long successes;
    private long failures;

    long successes() {
        return successes;
    }

    long failures() {
        return failures;
    }

    void addSuccesses(long count) {
        successes += count;
    }

    void addFailures(long count) {
        failures += count;
    }

    void clear() {
        successes = 0;
        failures = 0;
    }
}
