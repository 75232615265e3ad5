// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

import im.antiphon.load.VoiceMilestones;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.webrtc.sdp.MediaDirection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Publishes one voice by WHIP. */
public final class Publisher implements SimulatedClient {
    private final Surroundings around;
    private final Seat seat;
    private final int senderId;
    private volatile @Nullable HttpMedia media;
    private volatile long answeredNanos = VoiceMilestones.NOT_YET;

    /** @param senderId in its packets, nobody else's */
    public Publisher(Surroundings around, Seat seat, int senderId) {
        this.around = around;
        this.seat = seat;
        this.senderId = senderId;
    }

    @Override
    public void connect(Consumer<String> ended) throws ConnectFailure, InterruptedException {
        HttpMedia opened = new HttpMedia(
                around,
                "whip",
                new VoicePeerSettings(
                        senderId,
                        List.of(MediaDirection.SENDONLY),
                        around.plan().payloadLength()));
        media = opened;
        answeredNanos =
                opened.connect(around.plan().endpoints().whip(around.plan().room(seat.room()), seat.number()), ended);
    }

    @Override
    public @Nullable VoicePeer voice() {
        HttpMedia open = media;
        return open == null ? null : open.peer();
    }

    @Override
    public List<VoicePeer> ears() {
        return List.of();
    }

    @Override
    public long answeredNanos() {
        return answeredNanos;
    }

    @Override
    public void leave() throws InterruptedException {
        HttpMedia open = media;
        if (open != null) {
            open.leave();
        }
    }
}
