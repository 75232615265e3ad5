// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

/** What a stream carries. */
public enum MediaKind {
    AUDIO("audio"),
    VIDEO("video");

    private final String label;

    MediaKind(String label) {
        this.label = label;
    }

    /** As SDP spells it. */
    public String label() {
        return label;
    }
}
