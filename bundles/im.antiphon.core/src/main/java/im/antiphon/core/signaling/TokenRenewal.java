// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.auth.AuthenticationException;
import im.antiphon.api.auth.Credentials;
import im.antiphon.api.auth.Identity;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes another token from a client whose session goes on: of the same user, and with a later end. What it grants counts
 * from the client's next message on.
 */
public final class TokenRenewal implements ClientMessageHandler {
    private final Admission admission;

    public TokenRenewal(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void onMessage(SignalingSession session, ClientMessage message) {
        Identity known = session.identity();
        if (known.isClaimed()) {
            session.refuse(message, SignalingCode.STATE, "auth: nobody vouches for this session");
            return;
        }
        Credentials credentials = new Credentials(
                message.payload().get("token").textValue(),
                session.remoteHost(),
                Map.of(Credentials.DEVICE, known.device()));
        admission.admit(credentials).whenComplete((identity, failure) -> answer(session, message, identity, failure));
    }

    private static void answer(
            SignalingSession session, ClientMessage message, @Nullable Identity identity, @Nullable Throwable failure) {
        if (identity == null) {
            refuse(session, message, failure);
            return;
        }
        Identity known = session.identity();
        if (!identity.address().equals(known.address())) {
            session.refuse(message, SignalingCode.FORBIDDEN, "payload.token: another user's");
        } else if (identity.expiresEpochMillis() <= known.expiresEpochMillis()) {
            session.refuse(
                    message, SignalingCode.STATE, "payload.token: expected one that expires later than the one before");
        } else {
            session.renew(identity);
            session.acknowledge(message);
        }
    }

    private static void refuse(SignalingSession session, ClientMessage message, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof AuthenticationException refusal)) {
            session.refuse(message, SignalingCode.INTERNAL, "the token could not be looked at");
            return;
        }
        SignalingCode code =
                switch (refusal.reason()) {
                    case MISSING, MALFORMED -> SignalingCode.BAD_MESSAGE;
                    case INVALID, EXPIRED, REVOKED -> SignalingCode.FORBIDDEN;
                    case LIMITED, UNAVAILABLE -> SignalingCode.OVERLOADED;
                };
        session.refuse(message, code, "payload.token: " + refusal.getMessage());
    }
}
