// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core;

import im.antiphon.api.media.MediaAnswer;
import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.media.MediaTrack;
import im.antiphon.api.media.RoomAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers at once, or when a test says so, and remembers what it was asked. Confined to the test's thread. */
public final class FakeMediaServer implements MediaServer {
    public static final String ANSWER = "v=0\r\ns=answer\r\n";
    public static final String FRAGMENT = "a=ice-ufrag:ours2\r\na=ice-pwd:ours2ours2ours2ours2ours\r\n";

    public final List<String> calls = new ArrayList<>();
    public final List<MediaOffer> offers = new ArrayList<>();
    public final Map<String, MediaListener> listeners = new HashMap<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private boolean holding;
    private @Nullable RuntimeException refusal;

    /** From now on nothing completes before {@link #completeNext}. */
    public void hold() {
        holding = true;
    }

    public void completeNext() {
        held.removeFirst().run();
    }

    public int waiting() {
        return held.size();
    }

    /** From now on everything but closing fails like this; null ends it. */
    public void refuseWith(@Nullable RuntimeException reason) {
        refusal = reason;
    }

    public void refuseWith(MediaException.Reason reason) {
        refusal = new MediaException(reason, "made to");
    }

    public MediaListener onlyListener() {
        return listeners.values().iterator().next();
    }

    @Override
    public CompletionStage<MediaAnswer> offer(MediaOffer offer, MediaListener listener) {
        calls.add("offer " + offer.room());
        offers.add(offer);
        listeners.putIfAbsent(offer.sessionId(), listener);
        return complete(new MediaAnswer(
                ANSWER, List.of(new MediaTrack("1", "audio", "somebody"), new MediaTrack("2", "audio", null))));
    }

    @Override
    public CompletionStage<Void> addCandidate(String sessionId, String candidate) {
        calls.add("candidate " + candidate);
        return complete(null);
    }

    @Override
    public CompletionStage<String> restartIce(String sessionId, String sdpFragment) {
        calls.add("restart");
        return complete(FRAGMENT);
    }

    @Override
    public CompletionStage<Void> close(String sessionId, String reason) {
        calls.add("close " + reason);
        listeners.remove(sessionId);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<MediaRoom> rooms() {
        return List.of(new MediaRoom(new RoomAddress("default", "lobby"), 2, 1, 1));
    }

    private <T> CompletionStage<T> complete(T result) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        RuntimeException failure = refusal;
        Runnable completion = () -> {
            if (failure == null) {
                stage.complete(result);
            } else {
                stage.completeExceptionally(failure);
            }
        };
        if (holding) {
            held.addLast(completion);
        } else {
            completion.run();
        }
        return stage;
    }
}
