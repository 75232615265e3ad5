// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.media.MediaAnswer;
import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaRole;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.media.MediaTrack;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The media peer of one session. Its requests reach the media server one after the other, in the order they were made,
 * without any lock held; more than {@value #MAXIMUM_PENDING} waiting ones are refused. Safe from any thread.
 *
 * <p>What was asked for, or happens, before a {@link #close} takes effect is dropped: waiting requests fail, and events
 * are not passed on.
 */
final class MediaPeer {
    static final int MAXIMUM_PENDING = 32;

    private final String sessionId;
    private final Function<String, @Nullable MediaServer> servers;
    private final MediaListener events;
    private final AtomicReference<CompletableFuture<@Nullable Void>> last =
            new AtomicReference<>(CompletableFuture.completedFuture(null));
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger life = new AtomicInteger();
    private volatile @Nullable String offeredRoom;

    /**
     * @param servers the media server of a room at the moment
     * @param events told of what happens to the peer, for as long as its life lasts
     */
    MediaPeer(String sessionId, Function<String, @Nullable MediaServer> servers, MediaListener events) {
        this.sessionId = sessionId;
        this.servers = servers;
        this.events = events;
    }

    void offer(
            String tenant,
            String room,
            MediaRole role,
            String sdp,
            BiConsumer<@Nullable MediaAnswer, @Nullable Throwable> outcome) {
        int offeredLife =
                life.get(); // before the mark: a close that saw none has ended this life, and the request with it
        offeredRoom = room;
        MediaOffer offer = new MediaOffer(sessionId, tenant, room, role, sdp, null, null);
        MediaListener listener = new LifeListener(offeredLife);
        request(offeredLife, room, server -> server.offer(offer, listener), outcome);
    }

    void addCandidate(String candidate, BiConsumer<@Nullable Void, @Nullable Throwable> outcome) {
        int requestLife = life.get();
        String room = offeredRoom;
        if (room == null) {
            outcome.accept(null, new MediaException(MediaException.Reason.NOT_FOUND, "nothing was offered"));
        } else {
            request(requestLife, room, server -> server.addCandidate(sessionId, candidate), outcome);
        }
    }

    /** Ends this life of the peer; does nothing where none has begun. */
    void close(String reason) {
        life.incrementAndGet();
        String room = offeredRoom;
        if (room == null) {
            return;
        }
        offeredRoom = null;
        enqueue(
                () -> {
                    MediaServer server = servers.apply(room);
                    return server == null ? nothing() : server.close(sessionId, reason);
                },
                (closed, failure) -> {});
    }

    private <T> void request(
            int requestLife,
            String room,
            Function<MediaServer, CompletionStage<T>> call,
            BiConsumer<@Nullable T, @Nullable Throwable> outcome) {
        if (pending.incrementAndGet() > MAXIMUM_PENDING) {
            pending.decrementAndGet();
            outcome.accept(
                    null,
                    new MediaException(
                            MediaException.Reason.OVERLOADED, "more than " + MAXIMUM_PENDING + " requests wait"));
            return;
        }
        enqueue(() -> ifAlive(requestLife, room, call), (result, failure) -> {
            pending.decrementAndGet();
            if (failure == null && requestLife != life.get()) {
                outcome.accept(null, hasEnded());
            } else {
                outcome.accept(result, failure);
            }
        });
    }

    private <T> CompletionStage<T> ifAlive(
            int requestLife, String room, Function<MediaServer, CompletionStage<T>> call) {
        MediaServer server = servers.apply(room);
        if (requestLife != life.get()) {
            return CompletableFuture.failedFuture(hasEnded());
        }
        if (server == null) {
            return CompletableFuture.failedFuture(
                    new MediaException(MediaException.Reason.UNSUPPORTED, "this node serves no media"));
        }
        return call.apply(server);
    }

    private <T> void enqueue(Supplier<CompletionStage<T>> call, BiConsumer<@Nullable T, @Nullable Throwable> outcome) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> before = last.getAndSet(done);
        before.thenCompose(turn -> call.get())
                .whenComplete(outcome)
                .whenComplete((result, failure) -> done.complete(null));
    }

    private static CompletionStage<@Nullable Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }

    private static MediaException hasEnded() {
        return new MediaException(MediaException.Reason.NOT_FOUND, "the peer was closed meanwhile");
    }

    private final class LifeListener implements MediaListener {
        private final int listenedLife;

        LifeListener(int listenedLife) {
            this.listenedLife = listenedLife;
        }

        @Override
        public void onConnected() {
            if (listenedLife == life.get()) {
                events.onConnected();
            }
        }

        @Override
        public void onTracksChanged(List<MediaTrack> tracks) {
            if (listenedLife == life.get()) {
                events.onTracksChanged(tracks);
            }
        }

        @Override
        public void onQuality(MediaQuality quality) {
            if (listenedLife == life.get()) {
                events.onQuality(quality);
            }
        }

        @Override
        public void onClosed(String reason) {
            if (listenedLife == life.get()) {
                events.onClosed(reason); // the next offer opens another peer in the same life
            }
        }
    }
}
