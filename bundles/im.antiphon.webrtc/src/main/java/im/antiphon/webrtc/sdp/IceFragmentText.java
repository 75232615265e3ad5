// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes fragments (RFC 8840 section 9). Candidates before the first {@code m=} line, which some WHIP clients
 * send, make a section without a name.
 */
final class IceFragmentText {
    private @Nullable String ufrag;
    private @Nullable String password;
    private boolean iceLite;
    private final List<IceFragment.Section> sections = new ArrayList<>();
    private @Nullable String mid;
    private String kind = "audio";
    private List<String> candidates = new ArrayList<>();
    private boolean endOfCandidates;
    private boolean inSection;
    private int lines;

    private IceFragmentText() {}

    static IceFragment read(String text) {
        IceFragmentText reader = new IceFragmentText();
        SdpLines.forEach(text, reader::line);
        reader.finishSection();
        return new IceFragment(reader.ufrag, reader.password, reader.iceLite, reader.sections);
    }

    private void line(char type, String value) {
        if (++lines > SessionDescription.MAX_LINES_PER_SECTION) {
            throw new SdpException(0, "too many lines (expected: 0.." + SessionDescription.MAX_LINES_PER_SECTION + ")");
        }
        if (type == 'm') {
            finishSection();
            inSection = true;
            List<String> words = SdpText.words(value);
            kind = words.isEmpty() ? "audio" : words.get(0);
        } else if (type == 'a') {
            SdpAttribute attribute = SdpLines.attribute(value);
            AttributeSyntax.check(attribute);
            attribute(attribute);
        }
    }

    private void attribute(SdpAttribute attribute) {
        switch (attribute.name()) {
            case "ice-ufrag" -> ufrag = ufrag == null ? attribute.text() : ufrag;
            case "ice-pwd" -> password = password == null ? attribute.text() : password;
            case "ice-lite" -> iceLite = true;
            case "mid" -> mid = attribute.text();
            case "candidate" -> candidates.add(attribute.text());
            case "end-of-candidates" -> endOfCandidates = true;
            default -> {
                // group, ice-options, ice-pacing: of no use here
            }
        }
    }

    private void finishSection() {
        if (inSection || mid != null || endOfCandidates || !candidates.isEmpty()) {
            sections.add(new IceFragment.Section(mid, kind, candidates, endOfCandidates));
        }
        mid = null;
        candidates = new ArrayList<>();
        endOfCandidates = false;
    }

    static String write(IceFragment fragment) {
        SdpWriter writer = new SdpWriter();
        if (fragment.iceLite()) {
            writer.attribute(SdpAttribute.flag("ice-lite"));
        }
        if (fragment.ufrag() != null) {
            writer.attribute(SdpAttribute.of("ice-ufrag", fragment.ufrag()));
        }
        if (fragment.password() != null) {
            writer.attribute(SdpAttribute.of("ice-pwd", fragment.password()));
        }
        for (IceFragment.Section section : fragment.sections()) {
            writer.line('m', section.kind() + " 9 UDP/TLS/RTP/SAVPF 0");
            if (section.mid() != null) {
                writer.attribute(SdpAttribute.of("mid", section.mid()));
            }
            section.candidates().forEach(candidate -> writer.attribute(SdpAttribute.of("candidate", candidate)));
            if (section.endOfCandidates()) {
                writer.attribute(SdpAttribute.flag("end-of-candidates"));
            }
        }
        return writer.text();
    }
}
