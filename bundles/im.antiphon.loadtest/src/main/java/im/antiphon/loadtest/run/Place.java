// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

import im.antiphon.load.SourceStatistics;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeers;
import im.antiphon.loadtest.client.ConnectFailure;
import im.antiphon.loadtest.client.Seat;
import im.antiphon.loadtest.client.SimulatedClient;
import im.antiphon.loadtest.measure.MediaTally;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A seat with who sits there. {@link #come} and {@link #go} wait for the server: they are tasks of the clients' threads, one
 * after the other; the rest is for the test's own thread.
 */
final class Place {
    /** How far it is with whoever sits there. */
    enum State {
        EMPTY,
        COMING,
        PRESENT,
        GOING,
        FAILED
    }

    /** Less than this at a place, and nobody wonders that nothing was heard. */
    private static final long LEAST_LISTENING_NANOS = 5_000_000_000L;

    private final Seat seat;
    private final ClientTally tally;
    private final MediaTally media;
    private volatile State state = State.EMPTY;
    private volatile @Nullable SimulatedClient client;
    private volatile @Nullable VoicePeers peers;
    private volatile long begunNanos;
    private volatile long countsSinceNanos;
    private volatile @Nullable AtomicBoolean endOfPresence;

    Place(Seat seat, ClientTally tally, MediaTally media) {
        this.seat = seat;
        this.tally = tally;
        this.media = media;
    }

    Seat seat() {
        return seat;
    }

    State state() {
        return state;
    }

    /** Before {@link #come} is handed to a thread. */
    void coming() {
        state = State.COMING;
        tally.begun.incrementAndGet();
    }

    /** Before {@link #go} is handed to a thread. */
    void going() {
        state = State.GOING;
    }

    /**
     * Connects.
     *
     * @param comes who takes the place
     * @param on whose thread its media runs on
     */
    void come(SimulatedClient comes, VoicePeers on, long nowNanos) throws InterruptedException {
        AtomicBoolean present = new AtomicBoolean();
        begunNanos = nowNanos;
        peers = on;
        client = comes;
        try {
            comes.connect(reason -> {
                if (present.compareAndSet(true, false)) {
                    tally.onEnded(seat.kind(), reason);
                    tally.present.decrementAndGet();
                }
            });
        } catch (ConnectFailure | RuntimeException e) {
            // Whatever it is: this client has failed, and the others go on.
            tally.onFailed(seat.kind(), ConnectFailure.of("client", e).reason());
            comes.leave();
            client = null;
            state = State.FAILED;
            return;
        }
        present.set(true);
        endOfPresence = present;
        tally.onConnected(seat.kind());
        tally.onAnswered(begunNanos, comes.answeredNanos());
        comes.milestones().forEach(each -> tally.onMedia(begunNanos, each));
        countsSinceNanos = Math.max(countsSinceNanos, nowNanos);
        state = State.PRESENT;
    }

    /** Talks from now on, or is quiet; soon, on the media's thread. */
    void talk(boolean talks) {
        SimulatedClient present = client;
        VoicePeers on = peers;
        VoicePeer voice = present == null || state != State.PRESENT ? null : present.voice();
        if (voice != null && on != null) {
            on.execute(() -> {
                if (talks) {
                    voice.startSending(VoicePeer.PACKETS_PER_SECOND);
                } else {
                    voice.pause();
                }
            });
        }
    }

    /** Is silent from now on. */
    void hush() {
        SimulatedClient present = client;
        VoicePeers on = peers;
        VoicePeer voice = present == null ? null : present.voice();
        if (voice != null && on != null) {
            on.execute(voice::stopSending);
        }
    }

    /** What was heard until now counts no more. */
    void countFrom(long nowNanos) {
        countsSinceNanos = nowNanos;
        SimulatedClient present = client;
        VoicePeers on = peers;
        if (present != null && on != null && state == State.PRESENT) {
            on.execute(() -> present.ears().forEach(VoicePeer::forgetReceived));
        }
    }

    /**
     * Adds what was heard to the result.
     *
     * @param voices how many voices there were to hear, but for its own
     */
    void collect(int voices, boolean steady, long nowNanos) {
        SimulatedClient present = client;
        if (present == null || !seat.kind().hears() || state == State.FAILED) {
            return;
        }
        List<SourceStatistics> sources = new ArrayList<>();
        for (VoicePeer ear : present.ears()) {
            sources.addAll(ear.statistics().sources());
            tally.onHeard(ear.milestones());
        }
        boolean longEnough = nowNanos - countsSinceNanos >= LEAST_LISTENING_NANOS;
        media.add(seat.toString(), steady || longEnough ? voices : 0, true, sources);
    }

    /** Disconnects. */
    void go() throws InterruptedException {
        SimulatedClient present = client;
        if (present != null) {
            AtomicBoolean presence = endOfPresence;
            if (presence != null && presence.compareAndSet(true, false)) {
                tally.present.decrementAndGet();
            }
            present.leave();
        }
        client = null;
        state = State.EMPTY;
    }
}
