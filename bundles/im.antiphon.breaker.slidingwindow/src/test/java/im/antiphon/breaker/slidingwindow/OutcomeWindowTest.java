// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.slidingwindow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OutcomeWindowTest {
    private static final long WINDOW_NANOS = 1_000;
    private static final long SLICE_NANOS = 100;

    /** Each step lets time pass and then notes one failure, and every third time a success. */
    @Property(tries = 300)
    void holdsWhatAListOfAllOutcomesWouldHold(@ForAll @Size(max = 60) List<@IntRange(max = 1_500) Integer> steps) {
        OutcomeWindow window = new OutcomeWindow(WINDOW_NANOS);
        List<Long> failures = new ArrayList<>();
        List<Long> successes = new ArrayList<>();
        long elapsedNanos = 0;
        for (int step : steps) {
            elapsedNanos += step % 3 == 0 ? step : step / 20;
            window.advanceTo(elapsedNanos);
            window.addFailures(1);
            failures.add(elapsedNanos);
            if (step % 3 == 1) {
                window.addSuccesses(2);
                successes.add(elapsedNanos);
                successes.add(elapsedNanos);
            }
            assertThat(window.failures()).isEqualTo(remembered(failures, elapsedNanos));
            assertThat(window.successes()).isEqualTo(remembered(successes, elapsedNanos));
        }
    }

    private static long remembered(List<Long> outcomes, long nowNanos) {
        return outcomes.stream()
                .filter(outcome -> nowNanos / SLICE_NANOS - outcome / SLICE_NANOS < 10)
                .count();
    }
}
