// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import java.util.Map;

/**
 * A media section a member listens in.
 *
 * @param mid of the section
 * @param kind what it may carry
 * @param ssrc of the stream sent in it, whatever its source
 * @param payloadTypes the numbers the listener gave to the codecs it takes
 * @param audioLevelId header extension id of RFC 6464, or 0
 * @param absoluteSendTimeId header extension id of abs-send-time, or 0
 */
public record OutgoingSection(
        String mid,
        MediaKind kind,
        int ssrc,
        Map<StreamCodec, Integer> payloadTypes,
        int audioLevelId,
        int absoluteSendTimeId) {
    public OutgoingSection {
        payloadTypes = Map.copyOf(payloadTypes);
    }
}
