// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

import im.antiphon.load.VoiceMilestones;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.loadtest.plan.Endpoints;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Listens to a room by WHEP: in one session to everybody, or in one for each publisher. */
public final class Listener implements SimulatedClient {
    private final Surroundings around;
    private final Seat seat;
    private final List<HttpMedia> sessions = new CopyOnWriteArrayList<>();
    private volatile long answeredNanos = VoiceMilestones.NOT_YET;

    public Listener(Surroundings around, Seat seat) {
        this.around = around;
        this.seat = seat;
    }

    @Override
    public void connect(Consumer<String> ended) throws ConnectFailure, InterruptedException {
        Endpoints endpoints = around.plan().endpoints();
        String room = around.plan().room(seat.room());
        int voices = around.plan().population().voices();
        int opened =
                endpoints.oneSessionPerSender() ? around.plan().population().publishers() : 1;
        int sections = endpoints.oneSessionPerSender() ? 1 : voices;
        for (int sender = 0; sender < opened; sender++) {
            HttpMedia media = new HttpMedia(around, "whep", VoicePeerSettings.receiving(sections));
            sessions.add(media);
            answeredNanos = media.connect(endpoints.whep(room, sender), ended);
        }
    }

    @Override
    public @Nullable VoicePeer voice() {
        return null;
    }

    @Override
    public List<VoicePeer> ears() {
        return sessions.stream().map(HttpMedia::peer).toList();
    }

    @Override
    public long answeredNanos() {
        return answeredNanos;
    }

    @Override
    public void leave() throws InterruptedException {
        for (HttpMedia session : sessions) {
            session.leave();
        }
    }
}
