// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.consistenthash;

/**
 * How fine the ring is. All members of a cluster need the same.
 *
 * @param pointsPerWeight points of a node for each unit of its weight, 128..256
 * @param probes positions that a key is tried at, 1..21
 */
public record RingSettings(int pointsPerWeight, int probes) {
    /** 160 points, 8 probes. */
    public static final RingSettings DEFAULT = new RingSettings(160, 8);

    public RingSettings {
        if (pointsPerWeight < 128 || pointsPerWeight > 256) {
            throw new IllegalArgumentException("pointsPerWeight: " + pointsPerWeight + " (expected: 128..256)");
        }
        if (probes < 1 || probes > 21) {
            throw new IllegalArgumentException("probes: " + probes + " (expected: 1..21)");
        }
    }
}
