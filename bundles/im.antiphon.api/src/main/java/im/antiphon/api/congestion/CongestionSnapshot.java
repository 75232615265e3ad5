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
        long targetBitsPerSecond, double lossFraction, long roundTripNanos, long receiverEstimateBitsPerSecond) {}
