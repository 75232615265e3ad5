// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Carries out what a client says, one message at a time, in order. */
final class ClientCommands {
    private static final String LEFT = SignalingSession.LEFT;
    private static final String MOVED = "moved";

    private final SignalingService service;
    private final SignalingSession session;
    private final Membership membership;

    ClientCommands(SignalingService service, SignalingSession session, Membership membership) {
        this.service = service;
        this.session = session;
        this.membership = membership;
    }

    void handle(ClientMessage message) {
        switch (message.type()) {
            case JOIN -> join(message);
            case LEAVE -> leave(message);
            case STATE -> {
                membership.announce(message.payload());
                session.acknowledge(message);
            }
            case RECEIVED -> received(message);
            case RESUME -> session.refuse(
                    message, SignalingCode.STATE, "resume: has to be the first message of a connection");
            case SYNC -> synchronize(message);
            case PING -> session.sendTransient(ServerMessages.pong(message.id()));
            case BYE -> {
                session.acknowledge(message);
                session.end(LEFT);
            }
            case OFFER, ANSWER, ICE_CANDIDATE -> {
                if (message.isForSfu()) {
                    handleMedia(message);
                } else {
                    relay(message);
                }
            }
            case AUTH, INVITE, RINGING, ACCEPT, REJECT, CANCEL, HANGUP, HEALTH, PRESENCE -> handOver(message);
        }
    }

    private void handOver(ClientMessage message) {
        ClientMessageHandler handler = service.handlerOf(message.type());
        if (handler == null) {
            session.refuse(
                    message, SignalingCode.UNSUPPORTED, message.type().label() + ": this node does not serve that");
        } else {
            handler.onMessage(session, message);
        }
    }

    private void join(ClientMessage message) {
        String roomName = message.payload().get("room").textValue();
        String refusal = session.identity().grants().permitsRoom(roomName)
                ? service.refusalOfRoom(session, roomName)
                : "room: nothing you were granted covers it";
        if (refusal != null) {
            session.refuse(message, SignalingCode.FORBIDDEN, refusal);
            return;
        }
        JsonNode name = message.payload().get("name");
        boolean entered = membership.enter(
                roomName,
                name == null ? null : name.textValue(),
                () -> session.queueAcknowledgement(message),
                () -> session.closeMedia(MOVED));
        if (!entered) {
            session.refuse(message, SignalingCode.ROOM_FULL, roomName + " is full");
        } else if (service.refusalOfRoom(session, roomName) != null) {
            session.leaveRoom(roomName, LEFT); // the permission ended while it entered
        }
    }

    private void leave(ClientMessage message) {
        if (membership.room() == null) {
            session.refuse(message, SignalingCode.NO_ROOM, "leave: in no room");
            return;
        }
        membership.leave(LEFT);
        session.closeMedia(LEFT);
        session.acknowledge(message);
    }

    private void received(ClientMessage message) {
        long number = message.payload().get("seq").longValue();
        if (!session.received(number)) {
            session.refuse(message, SignalingCode.BAD_MESSAGE, "payload.seq: " + number + " was not sent yet");
        }
    }

    private void synchronize(ClientMessage message) {
        session.acknowledge(message);
        Room room = membership.room();
        if (room != null) {
            room.tell(session);
        }
        service.tell(listener -> listener.onForgotten(session));
    }

    private void relay(ClientMessage message) {
        String relayed = ServerMessages.relay(session.id(), message);
        if (message.to().isEmpty()) {
            Room room = membership.room();
            if (room == null) {
                session.refuse(message, SignalingCode.NO_ROOM, "to: a broadcast needs a room");
                return;
            }
            room.broadcast(session, relayed, () -> {});
            session.acknowledge(message);
            return;
        }
        service.deliver(session.identity().tenant(), message.to(), relayed)
                .whenComplete((delivered, failure) -> answerRelay(message, delivered, failure));
    }

    private void answerRelay(ClientMessage message, @Nullable Boolean delivered, @Nullable Throwable failure) {
        if (failure != null) {
            session.refuse(message, SignalingCode.OVERLOADED, "to: its node cannot be reached at the moment");
        } else if (delivered != null && delivered) {
            session.acknowledge(message);
        } else {
            session.refuse(message, SignalingCode.NOT_FOUND, "to: no such session");
        }
    }

    private void handleMedia(ClientMessage message) {
        SessionMedia media = session.media(); // before the room is looked at: who leaves it from here on closes this
        Room room = membership.room();
        if (room == null) {
            session.refuse(message, SignalingCode.NO_ROOM, "to: the forwarding unit needs a room");
        } else {
            media.handle(message, room);
        }
    }
}
