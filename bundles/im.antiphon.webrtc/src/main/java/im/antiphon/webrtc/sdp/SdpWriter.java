// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

/** Writes a description in the order RFC 8866 section 9 wants. */
final class SdpWriter {
    private final StringBuilder out = new StringBuilder(2048);

    static String write(SessionDescription description) {
        SdpWriter writer = new SdpWriter();
        writer.line('v', "0");
        writer.line('o', description.origin().toString());
        writer.line('s', description.name());
        writer.line('t', "0 0");
        description.attributes().forEach(writer::attribute);
        description.media().forEach(writer::section);
        return writer.out.toString();
    }

    private void section(MediaDescription section) {
        line(
                'm',
                section.kind() + " " + section.port() + " " + section.protocol() + " "
                        + String.join(" ", section.formats()));
        if (section.connection() != null) {
            line('c', section.connection());
        }
        section.bandwidths().forEach(bandwidth -> line('b', bandwidth));
        section.attributes().forEach(this::attribute);
    }

    void attribute(SdpAttribute attribute) {
        line('a', attribute.value() == null ? attribute.name() : attribute.name() + ":" + attribute.value());
    }

    void line(char type, String value) {
        out.append(type).append('=').append(value).append("\r\n");
    }

    String text() {
        return out.toString();
    }
}
