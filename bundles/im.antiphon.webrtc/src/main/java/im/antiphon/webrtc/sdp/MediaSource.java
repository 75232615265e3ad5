// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * A sender's SSRC, as announced by {@code a=ssrc} (RFC 5576) and {@code a=msid} (RFC 8830).
 *
 * @param ssrc 32 bits, unsigned
 * @param cname or null where none is given
 * @param streamId of the media stream, or null
 * @param trackId within that stream, or null
 * @param repair whether it only retransmits or repairs another source (second of an {@code FID} or {@code FEC-FR} group)
 */
public record MediaSource(
        int ssrc, @Nullable String cname, @Nullable String streamId, @Nullable String trackId, boolean repair) {}
