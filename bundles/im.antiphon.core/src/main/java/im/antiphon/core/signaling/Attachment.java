// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.api.signaling.SignalingReceiver;

/**
 * One connection of a client, and the session it is at: a fresh one to begin with, or the one that the client's first
 * message resumes. Called by one thread at a time.
 */
final class Attachment implements SignalingReceiver {
    private final SignalingService service;
    private final SignalingConnection connection;
    private volatile SignalingSession session;
    private boolean fresh = true;

    Attachment(SignalingService service, SignalingConnection connection, SignalingSession session) {
        this.service = service;
        this.connection = connection;
        this.session = session;
    }

    @Override
    public void onText(String text) {
        SignalingSession heard = session;
        long delayNanos = service.messageLimits().delayNanos(heard.id(), heard.identity());
        ClientMessage message = MessageReader.read(text, rejection -> heard.onUnreadable(connection, rejection));
        if (message == null) {
            return;
        }
        if (delayNanos > 0) {
            heard.onUnreadable(connection, MessageLimits.rejection(message, delayNanos));
            return;
        }
        if (fresh && message.type() == MessageType.RESUME) {
            fresh = false;
            resume(message);
            return;
        }
        String draining = fresh ? service.drainReason() : null;
        fresh = false;
        if (draining != null) {
            session.refuse(message, SignalingCode.DRAINING, "this node takes nobody new: " + draining);
            session.end("draining");
            return;
        }
        session.onMessage(connection, message);
    }

    private void resume(ClientMessage message) {
        String token = message.payload().get("token").textValue();
        long received = message.payload().get("received").longValue();
        SignalingSession former = service.find(ResumeTokens.sessionOf(token));
        String refusal = former == null
                ? "token: of no session that is there"
                : former.resume(connection, session.identity(), token, received);
        if (refusal != null) {
            session.onResumeFailed(message, refusal);
        } else if (former != null) {
            SignalingSession unused = session;
            session = former;
            unused.vanish();
        }
    }

    @Override
    public void onOversized(long sizeInBytes) {
        session.onUnreadable(
                connection,
                new Rejection(
                        null,
                        SignalingCode.TOO_LARGE,
                        sizeInBytes + " bytes (expected: at most " + SignalingEndpoint.MAXIMUM_MESSAGE_SIZE + ")"));
    }

    @Override
    public void onClosed(String reason) {
        session.onConnectionLost(connection, reason);
    }
}
