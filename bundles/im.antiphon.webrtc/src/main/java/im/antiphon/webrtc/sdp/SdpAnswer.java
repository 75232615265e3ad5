// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer and what it means.
 *
 * @param description to be sent to the offerer
 * @param sections one for each {@code m=} line of the offer, in its order
 * @param transport the offerer's transport; null where every section was refused
 */
public record SdpAnswer(
        SessionDescription description, List<NegotiatedSection> sections, @Nullable RemoteTransport transport) {
    public SdpAnswer {
        sections = List.copyOf(sections);
    }

    /** Whether nothing in the offer could be accepted. */
    public boolean isEmpty() {
        return sections.stream().allMatch(NegotiatedSection::rejected);
    }
}
