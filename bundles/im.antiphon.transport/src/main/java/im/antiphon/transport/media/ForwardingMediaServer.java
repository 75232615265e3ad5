// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.codec.Codecs;
import im.antiphon.api.media.MediaAnswer;
import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaException.Reason;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaServer;
import im.antiphon.webrtc.ice.IceCandidate;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.sdp.IceFragment;
import im.antiphon.webrtc.sdp.SdpException;
import im.antiphon.webrtc.sdp.SessionDescription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Offers and candidates in, answers out. Text is parsed by the caller's thread, which also finds the media loop; all else happens on
 * that, as tasks that complete the caller's stage.
 */
final class ForwardingMediaServer implements MediaServer {
    private final MediaLoops loops;
    private final List<PeerFactory> factories;
    private final Codecs codecs;

    /** @param factories one for each loop */
    ForwardingMediaServer(MediaLoops loops, List<PeerFactory> factories, Codecs codecs) {
        this.loops = loops;
        this.factories = List.copyOf(factories);
        this.codecs = codecs;
    }

    @Override
    public CompletionStage<MediaAnswer> offer(MediaOffer offer, MediaListener listener) {
        SessionDescription description;
        try {
            description = SessionDescription.parse(offer.sdp());
        } catch (SdpException e) {
            return CompletableFuture.failedFuture(malformed(e));
        }
        MediaPeer elsewhere = loops.elsewhere(offer.sessionId(), offer.roomAddress());
        if (elsewhere == null) {
            return answer(offer, description, listener);
        }
        // Its next peer may live on another loop, and its listener is to hear of the end of one before the other
        // begins.
        return close(offer.sessionId(), "replaced").thenCompose(closed -> answer(offer, description, listener));
    }

    private CompletionStage<MediaAnswer> answer(
            MediaOffer offer, SessionDescription description, MediaListener listener) {
        String sessionId = offer.sessionId();
        MediaLoop loop;
        try {
            loop = loops.forOffer(sessionId, offer.roomAddress());
        } catch (MediaException e) {
            return CompletableFuture.failedFuture(e);
        }
        PeerFactory factory = factories.get(loop.index());
        CompletionStage<MediaAnswer> answered =
                onLoop(loop, sessionId, () -> factory.answer(offer, description, codecs.formats(), listener));
        return answered.whenComplete((answer, failure) -> loops.seats().end(sessionId));
    }

    @Override
    public CompletionStage<Void> addCandidate(String sessionId, String candidate) {
        String value = candidate.startsWith("candidate:") ? candidate.substring("candidate:".length()) : candidate;
        if (!value.isEmpty() && IceCandidate.parse(value).isEmpty()) {
            return CompletableFuture.failedFuture(
                    new MediaException(Reason.MALFORMED, "candidate: not of RFC 8839, section 5.1"));
        }
        return onLoop(loops.of(sessionId), sessionId, () -> {
            peer(sessionId);
            return null;
        });
    }

    @Override
    public CompletionStage<String> restartIce(String sessionId, String sdpFragment) {
        IceFragment fragment;
        try {
            fragment = IceFragment.parse(sdpFragment);
        } catch (SdpException e) {
            return CompletableFuture.failedFuture(malformed(e));
        }
        String ufrag = fragment.ufrag();
        String password = fragment.password();
        if (ufrag == null
                || password == null
                || !IceCredentials.isUfrag(ufrag)
                || !IceCredentials.isPassword(password)) {
            return CompletableFuture.failedFuture(
                    new MediaException(Reason.MALFORMED, "fragment: without ice-ufrag and ice-pwd"));
        }
        MediaLoop loop = loops.of(sessionId);
        return onLoop(loop, sessionId, () -> {
            PeerFactory.requireFullAgent(fragment.iceLite());
            return factories.get(loop.index()).restart(peer(sessionId), new IceCredentials(ufrag, password));
        });
    }

    @Override
    public CompletionStage<Void> close(String sessionId, String reason) {
        MediaLoop loop = loops.of(sessionId);
        return onLoop(loop, sessionId, () -> {
            MediaPeer peer = loops.peers().ofSession(sessionId);
            if (peer != null && peer.loopIndex() == loop.index()) {
                peer.close(reason);
            }
            return null;
        });
    }

    @Override
    public List<MediaRoom> rooms() {
        return loops.rooms();
    }

    /** Ends all peers; the stage completes when that is done. */
    CompletionStage<Void> closeAll() {
        CompletableFuture<?>[] closed = loops.all().stream()
                .map(loop -> onLoop(loop, "-", () -> {
                            for (MediaPeer peer : List.copyOf(loops.peers().all())) {
                                if (peer.loopIndex() == loop.index()) {
                                    peer.close("server-stopped");
                                }
                            }
                            return true;
                        })
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(closed);
    }

    /** To be called on the loop of the session's. */
    private MediaPeer peer(String sessionId) {
        MediaPeer peer = loops.peers().ofSession(sessionId);
        if (peer == null) {
            throw new MediaException(Reason.NOT_FOUND, "session " + sessionId + " has no peer");
        }
        return peer;
    }

    /** What is refused is the caller's to know; what fails by a defect of ours ends the session's peer, and is logged. */
    private <T> CompletionStage<T> onLoop(MediaLoop loop, String sessionId, Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            loop.eventLoop().execute(() -> {
                try {
                    result.complete(work.get());
                } catch (SdpException e) {
                    result.completeExceptionally(malformed(e));
                } catch (MediaException e) {
                    result.completeExceptionally(e);
                } catch (RuntimeException e) {
                    failed(loop, sessionId, e);
                    result.completeExceptionally(new IllegalStateException("the media loop failed", e));
                }
                loop.sender().flush();
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new MediaException(Reason.OVERLOADED, "the server is stopping"));
        }
        return result;
    }

    private void failed(MediaLoop loop, String sessionId, RuntimeException cause) {
        MediaPeer peer = loops.peers().ofSession(sessionId);
        if (peer != null && peer.loopIndex() == loop.index()) {
            peer.fail(cause);
        } else {
            loop.failures().failed(sessionId, cause);
        }
    }

    private static MediaException malformed(SdpException e) {
        return new MediaException(Reason.MALFORMED, "sdp line " + e.line() + ": " + e.reason());
    }
}
