// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.webrtc.sdp.MediaDescription;
import im.antiphon.webrtc.sdp.OutgoingTrack;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** Forgets the streams of sections that are not offered any more, so that there are never more than one offer has. */
    void retain(List<MediaDescription> offered) {
        Set<String> mids = new HashSet<>();
        for (int index = 0; index < offered.size(); index++) {
            String mid = offered.get(index).mid();
            mids.add(mid == null ? String.valueOf(index) : mid); // as the answerer names one without
        }
        ssrcs.keySet().retainAll(mids);
    }

    /** The stream we send in a section. */
    OutgoingTrack track(String mid, String kind) {
        int ssrc = ssrcs.computeIfAbsent(mid, unseen -> ssrcSource.getAsInt());
        return new OutgoingTrack(ssrc, CNAME, "slot-" + mid, "slot-" + mid + "-" + kind);
    }
}
