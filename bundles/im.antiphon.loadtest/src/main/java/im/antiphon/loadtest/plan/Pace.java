// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.plan;

import java.time.Duration;

/**
 * When what happens.
 *
 * @param ramp how clients come
 * @param connectTimeout after which one who is not connected has failed
 * @param warmUp from when the last has come until figures count
 * @param duration for which figures count
 * @param churn who comes and goes in that time
 * @param sampleInterval between two points of the graphs
 */
public record Pace(
        Ramp ramp, Duration connectTimeout, Duration warmUp, Duration duration, Churn churn, Duration sampleInterval) {
    private static final Duration LONGEST = Duration.ofHours(24);

    public Pace {
        range("connect-timeout", connectTimeout, Duration.ofMillis(100));
        range("warm-up", warmUp, Duration.ZERO);
        range("duration", duration, Duration.ofSeconds(1));
        range("sample", sampleInterval, Duration.ofMillis(100));
    }

    private static void range(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + Durations.text(value) + " (expected: "
                    + Durations.text(least) + ".." + Durations.text(LONGEST) + ")");
        }
    }
}
