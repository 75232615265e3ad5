// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.media.MediaAnswer;
import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaTrack;
import im.antiphon.api.session.SessionState;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.core.session.RegisteredSession;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of {@code signaling-v1}: what it says, and what is said to it. Its messages come from one thread at a time;
 * media events, other clients and its end come from any.
 */
public final class SignalingSession implements SignalingReceiver {
    /** The client takes its messages too slowly, or not at all. */
    static final String SLOW = "slow";

    private static final String ERRORS = "errors";
    private static final String LEFT = "left";
    private static final String AUDIO_CODEC = "opus";
    private static final int BASE_AUDIO_BITS_PER_SECOND = 32_000;
    private static final int LEAST_AUDIO_BITS_PER_SECOND = 6_000;
    private static final long RETRY_AFTER_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(SignalingSession.class);

    private final SignalingService service;
    private final RegisteredSession session;
    private final SignalingConnection connection;
    private final MediaPeer media;
    private final ErrorLimit errors;
    private final AtomicReference<@Nullable Room> room = new AtomicReference<>();
    private volatile ObjectNode state = JsonNodeFactory.instance.objectNode();

    SignalingSession(SignalingService service, RegisteredSession session, SignalingConnection connection) {
        this.service = service;
        this.session = session;
        this.connection = connection;
        this.media = new MediaPeer(session.id(), service::mediaServer, new MediaEvents());
        this.errors = new ErrorLimit(service.limits().errors(), service.limits().errorWindowNanos());
    }

    /** Sends the welcome; from here on the client can be found and its end undoes all that it did. */
    void start() {
        session.bind(this::closeConnection);
        service.register(this);
        session.bind(() -> service.unregister(this, session.endReason()));
        session.bind(() -> leaveRoom(session.endReason()));
        session.bind(() -> media.close(session.endReason()));
        send(ServerMessages.welcome(session.id(), service.newResumeToken(), service.limits()));
        session.activate();
    }

    /** Ends with the id of its node. */
    public String id() {
        return session.id();
    }

    /** Whose it is. */
    public Identity identity() {
        return session.identity();
    }

    /** Whether the client's connection is there. */
    public boolean isAttached() {
        return session.state() == SessionState.ACTIVE;
    }

    /** The room it is in, or null. */
    public @Nullable String roomName() {
        return session.room();
    }

    ServerMessages.Participant participant() {
        return new ServerMessages.Participant(session.id(), session.displayName(), state);
    }

    /** Queues a message to the client; false where the session must be {@linkplain #end ended} for not taking it. */
    boolean queue(String message) {
        return connection.send(message);
    }

    /**
     * Queues a message to the client; it is numbered and kept until the client has received it. A client that has too
     * many of them outstanding is given up, and its session ended.
     *
     * @param message a JSON object with a {@code type}, without {@code seq}
     */
    public void send(String message) {
        if (!queue(message)) {
            end(SLOW);
        }
    }

    /**
     * Ends the session; safe to call twice.
     *
     * @param reason one or two words that the client is told
     */
    public void end(String reason) {
        session.close(reason);
    }

    @Override
    public void onText(String text) {
        if (session.state() != SessionState.ACTIVE) {
            return;
        }
        ClientMessage message = MessageReader.read(text, this::refuse);
        if (message == null) {
            return;
        }
        try {
            handle(message);
        } catch (RuntimeException mistake) { // a client's message must not take its connection down
            LOG.error("session {}: {}", id(), message.type().label(), mistake);
            refuse(message, SignalingCode.INTERNAL, "the message could not be handled");
        }
    }

    @Override
    public void onOversized(long sizeInBytes) {
        refuse(new Rejection(
                null,
                SignalingCode.TOO_LARGE,
                sizeInBytes + " bytes (expected: at most " + SignalingEndpoint.MAXIMUM_MESSAGE_SIZE + ")"));
    }

    @Override
    public void onClosed(String reason) {
        end(reason);
    }

    private void handle(ClientMessage message) {
        switch (message.type()) {
            case JOIN -> join(message);
            case LEAVE -> leave(message);
            case STATE -> announceState(message);
            case PING -> send(ServerMessages.pong(message.id()));
            case BYE -> {
                acknowledge(message);
                end(LEFT);
            }
            case OFFER, ANSWER, ICE_CANDIDATE -> {
                if (message.isForSfu()) {
                    handleMedia(message);
                } else {
                    relay(message);
                }
            }
        }
    }

    private void join(ClientMessage message) {
        String roomName = message.payload().get("room").textValue();
        String refusal = session.identity().grants().permitsRoom(roomName)
                ? service.refusalOfRoom(this, roomName)
                : "room: nothing you were granted covers it";
        if (refusal != null) {
            refuse(message, SignalingCode.FORBIDDEN, refusal);
            return;
        }
        Room before = room.get();
        if (before != null && before.name().equals(roomName)) {
            leaveRoom("moved");
            media.close("moved");
        }
        String nameBefore = session.displayName();
        if (message.payload().has("name")) {
            session.rename(message.payload().get("name").textValue());
        }
        Room entered = service.rooms().enter(roomName, this, message.id());
        if (entered == null) {
            session.rename(nameBefore);
            refuse(message, SignalingCode.ROOM_FULL, roomName + " is full");
            return;
        }
        if (room.get() != null) {
            leaveRoom("moved");
            media.close("moved");
        }
        room.set(entered);
        session.enter(roomName);
        if (session.state() != SessionState.ACTIVE) {
            leaveRoom(session.endReason()); // it ended while it entered
        }
    }

    private void leave(ClientMessage message) {
        if (room.get() == null) {
            refuse(message, SignalingCode.NO_ROOM, "leave: in no room");
            return;
        }
        leaveRoom(LEFT);
        media.close(LEFT);
        acknowledge(message);
    }

    private void leaveRoom(String reason) {
        Room left = room.getAndSet(null);
        if (left != null) {
            session.enter(null);
            service.rooms().leave(left, this, reason);
        }
    }

    private void announceState(ClientMessage message) {
        Room current = room.get();
        if (current == null) {
            state = message.payload();
        } else {
            current.broadcast(
                    this, ServerMessages.participantState(id(), message.payload()), () -> state = message.payload());
        }
        acknowledge(message);
    }

    private void relay(ClientMessage message) {
        String relayed = ServerMessages.relay(id(), message);
        if (message.to().isEmpty()) {
            Room current = room.get();
            if (current == null) {
                refuse(message, SignalingCode.NO_ROOM, "to: a broadcast needs a room");
                return;
            }
            current.broadcast(this, relayed, () -> {});
        } else {
            SignalingSession addressee = service.find(message.to());
            if (addressee == null) {
                refuse(message, SignalingCode.NOT_FOUND, "to: no such session");
                return;
            }
            addressee.send(relayed);
        }
        acknowledge(message);
    }

    private void handleMedia(ClientMessage message) {
        Room current = room.get();
        if (current == null) {
            refuse(message, SignalingCode.NO_ROOM, "to: the forwarding unit needs a room");
        } else if (message.type() == MessageType.OFFER) {
            media.offer(
                    current.name(),
                    message.payload().get("sdp").textValue(),
                    (answer, failure) -> answered(message, answer, failure));
            if (session.state() != SessionState.ACTIVE) {
                media.close(session.endReason()); // it ended while it offered
            }
        } else if (message.type() == MessageType.ICE_CANDIDATE) {
            media.addCandidate(message.payload().get("candidate").textValue(), (nothing, failure) -> {
                if (failure == null) {
                    acknowledge(message);
                } else {
                    refuseMedia(message, failure);
                }
            });
        } else {
            refuse(message, SignalingCode.STATE, "answer: the forwarding unit has offered nothing");
        }
    }

    private void answered(ClientMessage offer, @Nullable MediaAnswer answer, @Nullable Throwable failure) {
        if (answer != null) {
            acknowledge(offer);
            send(ServerMessages.answer(offer, answer));
        } else if (failure != null) {
            refuseMedia(offer, failure);
        }
    }

    /** Answers a message that has taken effect. */
    public void acknowledge(ClientMessage message) {
        String id = message.id();
        if (id != null) {
            send(ServerMessages.ack(id));
        }
    }

    private void refuseMedia(ClientMessage message, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof MediaException refusal)) {
            LOG.error("session {}: {} to the media server", id(), message.type().label(), cause);
            refuse(message, SignalingCode.INTERNAL, "the media server failed");
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
        refuse(message, code, detail == null ? "" : detail);
    }

    /** Answers a message that takes no effect. */
    public void refuse(ClientMessage message, SignalingCode code, String detail) {
        refuse(new Rejection(message.id(), code, detail));
    }

    private void refuse(Rejection rejection) {
        service.count(rejection.code());
        send(ServerMessages.error(rejection, rejection.code() == SignalingCode.OVERLOADED ? RETRY_AFTER_MILLIS : 0));
        if (errors.isExceededBy(service.nowNanos())) {
            end(ERRORS);
        }
    }

    private void closeConnection() {
        String reason = session.endReason();
        connection.send(ServerMessages.bye(reason)); // a connection that is gone takes no notice
        connection.close(closeCode(reason), reason);
    }

    /** No more than the most constrained listener can take, no less than Opus can do with. */
    private static int audioBase(MediaQuality quality) {
        long audience = quality.audienceBitsPerSecond();
        return audience < 0
                ? BASE_AUDIO_BITS_PER_SECOND
                : (int) Math.max(LEAST_AUDIO_BITS_PER_SECOND, Math.min(BASE_AUDIO_BITS_PER_SECOND, audience));
    }

    /** RFC 6455, section 7.4.1. */
    private static int closeCode(String reason) {
        return switch (reason) {
            case ERRORS -> 1008;
            case SLOW -> 1013;
            case SignalingService.SHUTDOWN -> 1001;
            default -> 1000;
        };
    }

    /** What happens to the client's media peer, as messages. */
    private final class MediaEvents implements MediaListener {
        @Override
        public void onConnected() {
            send(ServerMessages.mediaConnected());
        }

        @Override
        public void onTracksChanged(List<MediaTrack> tracks) {
            send(ServerMessages.tracksChanged(tracks));
        }

        @Override
        public void onQuality(MediaQuality quality) {
            int target = service.codecs()
                    .targetBitsPerSecond(
                            AUDIO_CODEC, audioBase(quality), quality.roundTripMillis(), quality.uplinkJitterMillis());
            send(ServerMessages.quality(quality, target));
        }

        @Override
        public void onClosed(String reason) {
            send(ServerMessages.mediaClosed(reason));
        }
    }
}
