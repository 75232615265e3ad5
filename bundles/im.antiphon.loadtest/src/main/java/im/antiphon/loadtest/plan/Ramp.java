// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.plan;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How clients come: {@code all} at once, {@code 50/s} evenly, or as stairs, {@code 100/10s} being a hundred at once every ten
 * seconds.
 *
 * @param clients per step
 * @param step between two steps; zero for all at once
 */
public record Ramp(int clients, Duration step) {
    /** Everybody comes in the first moment. */
    public static final Ramp AT_ONCE = new Ramp(1, Duration.ZERO);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})/(\\d{0,5}(?:ms|s|m))");

    public Ramp {
        if (clients < 1) {
            throw new IllegalArgumentException("ramp: " + clients + " clients (expected: at least 1)");
        }
        if (step.isNegative()) {
            throw new IllegalArgumentException("ramp: " + step + " (expected: a time that is not negative)");
        }
    }

    /** @throws IllegalArgumentException where the text is none of the three forms */
    public static Ramp parse(String text) {
        if (text.equals("all")) {
            return AT_ONCE;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("ramp: " + text + " (expected: all, 50/s or 100/10s)");
        }
        int clients = Integer.parseInt(matcher.group(1));
        String unit = matcher.group(2);
        if (Character.isDigit(unit.charAt(0))) {
            return new Ramp(clients, Durations.parse(unit));
        }
        if (clients == 0) {
            throw new IllegalArgumentException("ramp: " + text + " (expected: at least 1)");
        }
        return new Ramp(1, Durations.parse("1" + unit).dividedBy(clients));
    }

    /** How many of all are to have begun by then. */
    public int begun(long elapsedNanos, int all) {
        if (step.isZero()) {
            return all;
        }
        long steps = elapsedNanos / step.toNanos() + 1;
        return (int) Math.min(all, steps * clients);
    }

    /** When the last of all begins. */
    public long lastNanos(int all) {
        return step.isZero() || all == 0 ? 0 : (all - 1) / clients * step.toNanos();
    }
}
