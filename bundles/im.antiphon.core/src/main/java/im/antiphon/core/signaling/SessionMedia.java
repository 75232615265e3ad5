// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.auth.Grants;
import im.antiphon.api.media.MediaAnswer;
import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaRole;
import im.antiphon.api.media.MediaTrack;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's media peer, in messages: offers and candidates in, answers and what happens to the peer out. It lives as
 * long as the session is in its room, whether its signaling is connected or not. Safe from any thread; events come on the
 * media loop.
 */
final class SessionMedia {
    private static final String AUDIO_CODEC = "opus";
    private static final int BASE_AUDIO_BITS_PER_SECOND = 32_000;
    private static final int LEAST_AUDIO_BITS_PER_SECOND = 6_000;

    /** Of a peer that gave way to another one that the same client has offered: no news to it. */
    private static final String REPLACED = "replaced";

    private static final Logger LOG = LoggerFactory.getLogger(SessionMedia.class);

    private final SignalingService service;
    private final SignalingSession session;
    private final MediaPeer peer;
    private volatile boolean connected;

    SessionMedia(SignalingService service, SignalingSession session) {
        this.service = service;
        this.session = session;
        this.peer = new MediaPeer(session.id(), service::mediaServer, new Events());
    }

    /** A message to the forwarding unit, from a session in that room. */
    void handle(ClientMessage message, Room room) {
        switch (message.type()) {
            case OFFER -> offer(message, room);
            case ICE_CANDIDATE -> peer.addCandidate(
                    message.payload().get("candidate").textValue(), (nothing, failure) -> {
                        if (failure == null) {
                            session.acknowledge(message);
                        } else {
                            refuse(message, failure);
                        }
                    });
            default -> session.refuse(message, SignalingCode.STATE, "answer: the forwarding unit has offered nothing");
        }
    }

    void close(String reason) {
        connected = false;
        peer.close(reason);
    }

    /** The client is back, from another address: what it had for a path to us is most likely gone. */
    void restartIfConnected() {
        if (connected) {
            session.send(ServerMessages.mediaRestart());
        }
    }

    private void offer(ClientMessage message, Room room) {
        MediaRole role = role(session.identity().grants());
        if (role == null) {
            session.refuse(message, SignalingCode.FORBIDDEN, "offer: you may neither publish nor subscribe");
            return;
        }
        peer.offer(
                session.identity().tenant(),
                room.name(),
                role,
                message.payload().get("sdp").textValue(),
                (answer, failure) -> answered(message, answer, failure));
        if (session.isOver()) {
            peer.close(session.endReason()); // it ended while it offered
        }
    }

    /** What an offer may ask for; the rest of it is answered as if it had not been there. */
    private static @Nullable MediaRole role(Grants grants) {
        if (grants.publish()) {
            return grants.subscribe() ? MediaRole.PARTICIPANT : MediaRole.PUBLISHER;
        }
        return grants.subscribe() ? MediaRole.LISTENER : null;
    }

    private void answered(ClientMessage offer, @Nullable MediaAnswer answer, @Nullable Throwable failure) {
        if (answer != null) {
            session.acknowledge(offer);
            session.send(ServerMessages.answer(offer, answer));
        } else if (failure != null) {
            refuse(offer, failure);
        }
    }

    private void refuse(ClientMessage message, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof MediaException refusal)) {
            LOG.error(
                    "session {}: {} to the media server",
                    session.id(),
                    message.type().label(),
                    cause);
            session.refuse(message, SignalingCode.INTERNAL, "the media server failed");
            return;
        }
        SignalingCode code =
                switch (refusal.reason()) {
                    case MALFORMED -> SignalingCode.BAD_SDP;
                    case UNSUPPORTED -> SignalingCode.UNSUPPORTED;
                    case NOT_FOUND -> SignalingCode.NOT_FOUND;
                    case OVERLOADED -> SignalingCode.OVERLOADED;
                };
        String detail = refusal.getMessage();
        session.refuse(message, code, detail == null ? "" : detail);
    }

    /** No more than the most constrained listener can take, no less than Opus can do with. */
    private static int audioBase(MediaQuality quality) {
        long audience = quality.audienceBitsPerSecond();
        return audience < 0
                ? BASE_AUDIO_BITS_PER_SECOND
                : (int) Math.max(LEAST_AUDIO_BITS_PER_SECOND, Math.min(BASE_AUDIO_BITS_PER_SECOND, audience));
    }

    /** What happens to the peer, as messages. */
    private final class Events implements MediaListener {
        @Override
        public void onConnected() {
            connected = true;
            session.send(ServerMessages.mediaConnected());
            service.tell(listener -> listener.onMediaConnected(session));
        }

        @Override
        public void onTracksChanged(List<MediaTrack> tracks) {
            session.send(ServerMessages.tracksChanged(tracks));
        }

        @Override
        public void onQuality(MediaQuality quality) {
            int target = service.codecs()
                    .targetBitsPerSecond(
                            AUDIO_CODEC, audioBase(quality), quality.roundTripMillis(), quality.uplinkJitterMillis());
            session.sendTransient(ServerMessages.quality(quality, target));
            service.tell(listener -> listener.onQuality(session, quality));
        }

        @Override
        public void onClosed(String reason) {
            connected = false;
            if (!reason.equals(REPLACED)) {
                session.send(ServerMessages.mediaClosed(reason));
            }
        }
    }
}
