// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.media;

/**
 * How one peer fares, over the last reports.
 *
 * @param uplinkLossFraction lost on the way to us, 0..1
 * @param uplinkJitterMillis interarrival jitter of what comes in
 * @param uplinkBitsPerSecond received from it
 * @param downlinkLossFraction lost on the way to it, as it reported, 0..1
 * @param downlinkJitterMillis as it reported
 * @param downlinkBitsPerSecond sent to it
 * @param roundTripMillis or -1 while unknown
 * @param targetBitsPerSecond what its congestion controller allows
 * @param audienceBitsPerSecond the least that any of its listeners can take of one stream, or -1 without listeners
 * @param congestionController {@code name@version} of the plugin that serves it
 */
public record MediaQuality(
        double uplinkLossFraction,
        double uplinkJitterMillis,
        long uplinkBitsPerSecond,
        double downlinkLossFraction,
        double downlinkJitterMillis,
        long downlinkBitsPerSecond,
        double roundTripMillis,
        long targetBitsPerSecond,
        long audienceBitsPerSecond,
        String congestionController) {}
