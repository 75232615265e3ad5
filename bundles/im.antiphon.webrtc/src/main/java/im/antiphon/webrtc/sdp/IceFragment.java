// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body of {@code application/trickle-ice-sdpfrag} (RFC 8840 section 9), as WHIP's PATCH carries it.
 *
 * @param ufrag new or current user fragment, or null where the fragment has none
 * @param password its password, or null
 * @param iceLite whether its sender does no checks of its own
 * @param sections the candidates, by section
 */
public record IceFragment(@Nullable String ufrag, @Nullable String password, boolean iceLite, List<Section> sections) {
    /** The media type. */
    public static final String MEDIA_TYPE = "application/trickle-ice-sdpfrag";

    public IceFragment {
        sections = List.copyOf(sections);
    }

    /**
     * Candidates of one section.
     *
     * @param mid or null where the fragment does not say
     * @param kind of its {@code m=} line, {@code audio} where there is none
     * @param candidates as they stand after {@code a=candidate:}
     * @param endOfCandidates whether no more will come
     */
    public record Section(@Nullable String mid, String kind, List<String> candidates, boolean endOfCandidates) {
        public Section {
            SdpText.requireWord("kind", kind);
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * @throws SdpException where it is malformed, or over a limit of {@link SessionDescription}
     */
    public static IceFragment parse(String text) {
        return IceFragmentText.read(text);
    }

    /** The fragment as text, lines ended by CRLF. */
    public String write() {
        return IceFragmentText.write(this);
    }
}
