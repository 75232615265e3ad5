// SPDX-License-Identifier: Apache-2.0
package im.antiphon.limit.tokenbucket;

/**
 * What one key may do.
 *
 * @param perSecond how many things in the long run; 0 for as many as it likes
 * @param burst how many at once, after a pause
 */
public record Allowance(int perSecond, int burst) {
    /** No limit. */
    public static final Allowance UNLIMITED = new Allowance(0, 0);

    public Allowance {
        if (perSecond < 0 || perSecond > 1_000_000) {
            throw new IllegalArgumentException("perSecond: " + perSecond + " (expected: 0..1000000)");
        }
        if (perSecond > 0 && (burst < perSecond / 10 + 1 || burst > 10_000_000)) {
            throw new IllegalArgumentException(
                    "burst: " + burst + " (expected: more than a tenth of perSecond, at most 10000000)");
        }
    }

    boolean isUnlimited() {
        return perSecond == 0;
    }
}
