// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.congestion;

/**
 * What a controller may choose from, in bits per second of media on the wire.
 *
 * @param minimumBitsPerSecond never below
 * @param startBitsPerSecond the first target, before any feedback
 * @param maximumBitsPerSecond never above
 */
public record CongestionLimits(long minimumBitsPerSecond, long startBitsPerSecond, long maximumBitsPerSecond) {
    public CongestionLimits {
        if (minimumBitsPerSecond <= 0 || minimumBitsPerSecond > maximumBitsPerSecond) {
            throw new IllegalArgumentException(
                    "minimumBitsPerSecond: " + minimumBitsPerSecond + " (expected: 1.." + maximumBitsPerSecond + ")");
        }
        if (startBitsPerSecond < minimumBitsPerSecond || startBitsPerSecond > maximumBitsPerSecond) {
            throw new IllegalArgumentException("startBitsPerSecond: " + startBitsPerSecond + " (expected: "
                    + minimumBitsPerSecond + ".." + maximumBitsPerSecond + ")");
        }
    }

    /** The value nearest to {@code bitsPerSecond} within these limits. */
    public long clamp(long bitsPerSecond) {
        return Math.max(minimumBitsPerSecond, Math.min(maximumBitsPerSecond, bitsPerSecond));
    }
}
