// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

import im.antiphon.load.VoiceMilestones;
import im.antiphon.load.VoicePeer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Signs in, answers heartbeats, and does nothing else: most clients of a messenger, most of the time. */
public final class IdleClient implements SimulatedClient {
    private final Surroundings around;
    private final Seat seat;
    private volatile @Nullable SignalingConnection signaling;
    private volatile long answeredNanos = VoiceMilestones.NOT_YET;

    public IdleClient(Surroundings around, Seat seat) {
        this.around = around;
        this.seat = seat;
    }

    @Override
    public void connect(Consumer<String> ended) throws ConnectFailure, InterruptedException {
        signaling = SignalingConnection.open(around, around.plan().roomPrefix() + "idle-" + seat.number(), ended);
        answeredNanos = around.nanoTime().getAsLong();
    }

    @Override
    public @Nullable VoicePeer voice() {
        return null;
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
    public void leave() {
        SignalingConnection open = signaling;
        if (open != null) {
            open.leave();
        }
    }
}
