// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

/**
 * What we send in a section.
 *
 * @param ssrc of our stream
 * @param cname the same for all that belongs together
 * @param streamId of the media stream the receiver sees
 * @param trackId of the track within it
 */
public record OutgoingTrack(int ssrc, String cname, String streamId, String trackId) {}
