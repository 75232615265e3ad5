// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a description line by line. Strict about what a wrong guess would break (line form, numbers, names used twice),
 * tolerant of order within a section and of lines nobody needs.
 */
final class SdpReader {
    private @Nullable Origin origin;
    private String name = "-";
    private final List<SdpAttribute> sessionAttributes = new ArrayList<>();
    private final List<MediaDescription> media = new ArrayList<>();
    private final Set<String> mids = new HashSet<>();
    private @Nullable Section section;
    private int linesOfSection;

    private SdpReader() {}

    /** A section under construction. */
    private static final class Section {
        final String kind;
        final int port;
        final String protocol;
        final List<String> formats;

        @Nullable
        String connection;

        final List<String> bandwidths = new ArrayList<>();
        final List<SdpAttribute> attributes = new ArrayList<>();

        Section(List<String> words) {
            kind = words.get(0);
            String ports = words.get(1);
            int slash = ports.indexOf('/');
            port = (int) SdpText.number("port", slash < 0 ? ports : ports.substring(0, slash), 0, 65_535);
            protocol = words.get(2);
            formats = words.subList(3, words.size());
        }

        MediaDescription finished() {
            return new MediaDescription(kind, port, protocol, formats, connection, bandwidths, attributes);
        }
    }

    static SessionDescription read(String text) {
        SdpReader reader = new SdpReader();
        boolean[] begun = {false};
        SdpLines.forEach(text, (type, value) -> {
            if (!begun[0]) {
                begun[0] = true;
                if (type != 'v' || !value.equals("0")) {
                    throw new SdpException(0, "begins with " + type + "= (expected: v=0)");
                }
            } else {
                reader.line(type, value);
            }
        });
        return reader.finished();
    }

    private void line(char type, String value) {
        if (type == 'm') {
            beginSection(value);
            return;
        }
        switch (type) {
            case 'o' -> origin = origin(value);
            case 's' -> name = value;
            case 'a' -> {
                countKeptLine();
                attribute(SdpLines.attribute(value));
            }
            case 'c' -> {
                if (section != null) {
                    section.connection = value;
                }
            }
            case 'b' -> {
                countKeptLine();
                if (section != null) {
                    section.bandwidths.add(value);
                }
            }
            default -> {
                // i, u, e, p, t, r, z, k: of no use here
            }
        }
    }

    private void countKeptLine() {
        if (++linesOfSection > SessionDescription.MAX_LINES_PER_SECTION) {
            throw new SdpException(
                    0, "too many lines in a section (expected: 0.." + SessionDescription.MAX_LINES_PER_SECTION + ")");
        }
    }

    private void beginSection(String value) {
        finishSection();
        if (media.size() >= SessionDescription.MAX_SECTIONS) {
            throw new SdpException(0, "too many sections (expected: 0.." + SessionDescription.MAX_SECTIONS + ")");
        }
        List<String> words = SdpText.words(value);
        if (words.size() < 4) {
            throw new SdpException(0, "m=" + SdpText.shortened(value) + " (expected: kind, port, protocol, formats)");
        }
        section = new Section(words);
        linesOfSection = 0;
    }

    private void attribute(SdpAttribute attribute) {
        AttributeSyntax.check(attribute);
        if (section == null) {
            sessionAttributes.add(attribute);
            return;
        }
        if (attribute.name().equals("mid") && !mids.add(attribute.text())) {
            throw new SdpException(0, "mid: " + SdpText.shortened(attribute.text()) + " (expected: used once)");
        }
        section.attributes.add(attribute);
    }

    private static Origin origin(String value) {
        List<String> words = SdpText.words(value);
        if (words.size() != 6
                || !SdpText.isDigits(words.get(1))
                || !SdpText.isDigits(words.get(2))
                || !words.get(3).equals("IN")) {
            throw new SdpException(
                    0, "o=" + SdpText.shortened(value) + " (expected: name, id, version, IN, type, address)");
        }
        return new Origin(words.get(0), words.get(1), words.get(2), words.get(4), words.get(5));
    }

    private void finishSection() {
        if (section != null) {
            media.add(section.finished());
        }
    }

    private SessionDescription finished() {
        finishSection();
        if (origin == null) {
            throw new SdpException(0, "no o= line");
        }
        return new SessionDescription(origin, name, sessionAttributes, media);
    }
}
