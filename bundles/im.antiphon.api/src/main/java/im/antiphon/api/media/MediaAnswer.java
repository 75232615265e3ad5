// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.media;

import java.util.List;

/**
 * What an offer was answered with.
 *
 * @param sdp the answer
 * @param tracks which publication fills which receiving media section at the moment
 */
public record MediaAnswer(String sdp, List<MediaTrack> tracks) {}
