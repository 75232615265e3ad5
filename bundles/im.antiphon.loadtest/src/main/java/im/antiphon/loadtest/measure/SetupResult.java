// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

/**
 * How long it took clients to get there.
 *
 * @param answer from the first request to the answer, or to being signed in
 * @param ice from the answer until an address was found that answers
 * @param dtls from there until keys were agreed on
 * @param total from the first request until then
 * @param firstMedia from then until the first packet of a voice came
 * @param signaling from a signaling message to its acknowledgement, over the whole test
 */
public record SetupResult(
        Percentiles answer,
        Percentiles ice,
        Percentiles dtls,
        Percentiles total,
        Percentiles firstMedia,
        Percentiles signaling) {}
