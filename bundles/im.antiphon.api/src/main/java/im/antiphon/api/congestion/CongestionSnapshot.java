// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.congestion;

/**
 * What one controller hands to its successor when it is replaced in mid-call: figures every controller can make sense of,
 * and no object of the plugin's own, so that its class loader can go.
 *
 * @param targetBitsPerSecond the target in force
 * @param lossFraction the loss last seen, 0..1
 * @param roundTripNanos the round trip last seen, or -1 while unknown
 * @param receiverEstimateBitsPerSecond the receiver's last estimate, or -1 while there is none
 */
public record CongestionSnapshot(
        long targetBitsPerSecond, double lossFraction, long roundTripNanos, long receiverEstimateBitsPerSecond) {
    private static final long UNKNOWN = -1;

    /**
     * The same figures, as far as they make sense: a target outside the limits is taken to the nearest within, and what
     * cannot have been measured counts as unknown, a loss as none. Whoever starts from a seed starts from this.
     */
    public CongestionSnapshot soundWithin(CongestionLimits limits) {
        long target = limits.clamp(targetBitsPerSecond);
        double loss = lossFraction >= 0 && lossFraction <= 1 ? lossFraction : 0;
        long roundTrip = Math.max(UNKNOWN, roundTripNanos);
        long estimate = Math.max(UNKNOWN, receiverEstimateBitsPerSecond);
        boolean sound = target == targetBitsPerSecond
                && loss == lossFraction
                && roundTrip == roundTripNanos
                && estimate == receiverEstimateBitsPerSecond;
        return sound ? this : new CongestionSnapshot(target, loss, roundTrip, estimate);
    }
}
