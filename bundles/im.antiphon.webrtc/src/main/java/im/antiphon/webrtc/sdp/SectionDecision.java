// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * What we want to do with an offered section. The offer's direction narrows it further.
 *
 * @param accept false answers with port 0
 * @param receive whether we take what the offerer sends
 * @param send what we send to it, or null for nothing
 */
public record SectionDecision(boolean accept, boolean receive, @Nullable OutgoingTrack send) {
    public static SectionDecision reject() {
        return new SectionDecision(false, false, null);
    }

    public static SectionDecision receiveOnly() {
        return new SectionDecision(true, true, null);
    }

    public static SectionDecision sendOnly(OutgoingTrack track) {
        return new SectionDecision(true, false, track);
    }

    public static SectionDecision both(OutgoingTrack track) {
        return new SectionDecision(true, true, track);
    }

    /** Keeps the section open with nothing in it. */
    public static SectionDecision idle() {
        return new SectionDecision(true, false, null);
    }
}
