// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import java.util.Map;

/**
 * A media section a member publishes in.
 *
 * @param mid of the section
 * @param kind what it carries
 * @param codecs by the payload type its sender uses
 * @param ssrcs announced by its sender; may be empty, then the first unknown source with a fitting payload type is taken
 * @param audioLevelId header extension id of RFC 6464, or 0
 * @param midId header extension id of the mid, or 0
 */
public record IncomingSection(
        String mid, MediaKind kind, Map<Integer, StreamCodec> codecs, int[] ssrcs, int audioLevelId, int midId) {
    public IncomingSection {
        codecs = Map.copyOf(codecs);
        ssrcs = ssrcs.clone();
    }
}
