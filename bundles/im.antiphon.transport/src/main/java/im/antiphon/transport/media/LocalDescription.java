// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.webrtc.sdp.OutgoingTrack;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/** What stays the same in all answers to one peer: the number of our description and the streams we send in its sections. */
final class LocalDescription {
    private static final String CNAME = "antiphon";

    private final long id;
    private final IntSupplier ssrcSource;
    private final Map<String, Integer> ssrcs = new HashMap<>();
    private long version;

    /**
     * @param id of our {@code o=} line
     * @param ssrcSource gives a new source identifier with each call
     */
    LocalDescription(long id, IntSupplier ssrcSource) {
        this.id = id;
        this.ssrcSource = ssrcSource;
    }

    long id() {
        return id;
    }

    long nextVersion() {
        return ++version;
    }

    /** The stream we send in a section. */
    OutgoingTrack track(String mid, String kind) {
        int ssrc = ssrcs.computeIfAbsent(mid, unseen -> ssrcSource.getAsInt());
        return new OutgoingTrack(ssrc, CNAME, "slot-" + mid, "slot-" + mid + "-" + kind);
    }
}
