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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Offers and candidates in, answers out. Text is parsed by the caller's thread; all else happens on the media loop, as tasks that
 * complete the caller's stage.
 */
final class ForwardingMediaServer implements MediaServer {
    private final MediaLoop loop;
    private final PeerFactory factory;
    private final Codecs codecs;

    ForwardingMediaServer(MediaLoop loop, PeerFactory factory, Codecs codecs) {
        this.loop = loop;
        this.factory = factory;
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
        return onLoop(offer.sessionId(), () -> factory.answer(offer, description, codecs.formats(), listener));
    }

    @Override
    public CompletionStage<Void> addCandidate(String sessionId, String candidate) {
        String value = candidate.startsWith("candidate:") ? candidate.substring("candidate:".length()) : candidate;
        if (!value.isEmpty() && IceCandidate.parse(value).isEmpty()) {
            return CompletableFuture.failedFuture(
                    new MediaException(Reason.MALFORMED, "candidate: not of RFC 8839, section 5.1"));
        }
        return onLoop(sessionId, () -> {
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
        return onLoop(sessionId, () -> {
            PeerFactory.requireFullAgent(fragment.iceLite());
            return factory.restart(peer(sessionId), new IceCredentials(ufrag, password));
        });
    }

    @Override
    public CompletionStage<Void> close(String sessionId, String reason) {
        return onLoop(sessionId, () -> {
            MediaPeer peer = loop.peers().ofSession(sessionId);
            if (peer != null) {
                peer.close(reason);
            }
            return null;
        });
    }

    @Override
    public List<MediaRoom> rooms() {
        return loop.publishedRooms().stream()
                .sorted(Comparator.comparing(MediaRoom::address))
                .toList();
    }

    /** Ends all peers; the stage completes when that is done. */
    CompletionStage<Void> closeAll() {
        return onLoop("-", () -> {
            for (MediaPeer peer : List.copyOf(loop.peers().all())) {
                peer.close("server-stopped");
            }
            return null;
        });
    }

    private MediaPeer peer(String sessionId) {
        MediaPeer peer = loop.peers().ofSession(sessionId);
        if (peer == null) {
            throw new MediaException(Reason.NOT_FOUND, "session " + sessionId + " has no peer");
        }
        return peer;
    }

    /** What is refused is the caller's to know; what fails by a defect of ours ends the session's peer, and is logged. */
    private <T> CompletionStage<T> onLoop(String sessionId, Supplier<T> work) {
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
                    failed(sessionId, e);
                    result.completeExceptionally(new IllegalStateException("the media loop failed", e));
                }
                loop.sender().flush();
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new MediaException(Reason.OVERLOADED, "the server is stopping"));
        }
        return result;
    }

    private void failed(String sessionId, RuntimeException cause) {
        MediaPeer peer = loop.peers().ofSession(sessionId);
        if (peer != null) {
            peer.fail(cause);
        } else {
            loop.failures().failed(sessionId, cause);
        }
    }

    private static MediaException malformed(SdpException e) {
        return new MediaException(Reason.MALFORMED, "sdp line " + e.line() + ": " + e.reason());
    }
}
