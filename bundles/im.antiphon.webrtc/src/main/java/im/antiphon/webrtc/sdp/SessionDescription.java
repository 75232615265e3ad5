// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An offer or answer. What the session level says for all sections is found through here, by section.
 *
 * @param origin who made it, and which version it is
 * @param name the {@code s=} line, usually {@code -}
 * @param attributes of the session level, in the order written
 * @param media the sections
 */
public record SessionDescription(
        Origin origin, String name, List<SdpAttribute> attributes, List<MediaDescription> media) {
    /** Longest description that is read, in characters. */
    public static final int MAX_LENGTH = 256 * 1024;
    /** Longest line. */
    public static final int MAX_LINE_LENGTH = 8 * 1024;
    /** Most attributes and bandwidths of the session level, and of each section. */
    public static final int MAX_LINES_PER_SECTION = 512;
    /** Most sections. */
    public static final int MAX_SECTIONS = 128;

    public SessionDescription {
        SdpText.requirePlain("name", name);
        attributes = List.copyOf(attributes);
        media = List.copyOf(media);
    }

    /**
     * Reads a description; lines may end with LF or CRLF.
     *
     * @throws SdpException where it is malformed, or over a limit
     */
    public static SessionDescription parse(String text) {
        return SdpReader.read(text);
    }

    /** The description as text, lines ended by CRLF. */
    public String write() {
        return SdpWriter.write(this);
    }

    /** The first attribute of the session level, its value; null where there is none. */
    public @Nullable String value(String attribute) {
        return AttributeReader.value(attributes, attribute);
    }

    /** Whether the session level has the attribute. */
    public boolean has(String attribute) {
        return AttributeReader.first(attributes, attribute) != null;
    }

    /** A section's direction: its own, the session's, or {@code sendrecv}. */
    public MediaDirection direction(MediaDescription section) {
        MediaDirection own = section.ownDirection();
        if (own == null) {
            own = AttributeReader.direction(attributes);
        }
        return own == null ? MediaDirection.SENDRECV : own;
    }

    /** A transport attribute of a section, or else of the session level; null where there is none. */
    public @Nullable String value(MediaDescription section, String attribute) {
        String own = section.value(attribute);
        return own == null ? value(attribute) : own;
    }

    /** A section's fingerprints, or else the session's. */
    public List<Fingerprint> fingerprints(MediaDescription section) {
        List<Fingerprint> own = AttributeReader.fingerprints(section.attributes());
        return own.isEmpty() ? AttributeReader.fingerprints(attributes) : own;
    }

    /** A section's {@code a=setup}, or else the session's; {@code actpass} where nothing is said. */
    public SetupRole setup(MediaDescription section) {
        String label = value(section, "setup");
        SetupRole role = label == null ? SetupRole.ACTPASS : SetupRole.forLabel(label);
        return role == null ? SetupRole.HOLDCONN : role;
    }

    /** Names of the sections in the first BUNDLE group (RFC 8843), empty where there is none. */
    public List<String> bundle() {
        return AttributeReader.bundle(attributes);
    }

    /** The section of that name, or null. */
    public @Nullable MediaDescription section(String mid) {
        for (MediaDescription section : media) {
            if (mid.equals(section.mid())) {
                return section;
            }
        }
        return null;
    }
}
