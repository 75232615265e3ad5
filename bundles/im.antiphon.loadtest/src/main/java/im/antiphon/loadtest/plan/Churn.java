// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many clients a second leave or come while a test lasts: of two such events one is a leave and the next is somebody
 * new in the same place, so that there are as many in the long run.
 *
 * @param perSecond leaves and joins together; 0 for none
 */
public record Churn(int perSecond) {
    /** Who came stays. */
    public static final Churn NONE = new Churn(0);

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})(?:/s)?");

    public Churn {
        if (perSecond < 0 || perSecond > 10_000) {
            throw new IllegalArgumentException("churn: " + perSecond + " (expected: 0..10000 a second)");
        }
    }

    /** @throws IllegalArgumentException where the text is no rate, such as {@code 20/s} */
    public static Churn parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("churn: " + text + " (expected: 20/s)");
        }
        return new Churn(Integer.parseInt(matcher.group(1)));
    }

    /** How many are to have been asked to leave by then. Each makes room for one who comes. */
    public long left(long elapsedNanos) {
        return (long) (elapsedNanos / (double) SECOND_NANOS * perSecond / 2);
    }
}
