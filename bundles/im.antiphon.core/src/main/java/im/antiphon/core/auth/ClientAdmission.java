// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.auth;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.auth.AuthenticationException;
import im.antiphon.api.auth.AuthenticationException.Reason;
import im.antiphon.api.auth.Authenticator;
import im.antiphon.api.auth.Credentials;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.auth.UserAddress;
import im.antiphon.api.limit.LimitScope;
import im.antiphon.api.limit.RateLimiter;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionControl;
import im.antiphon.core.session.SessionRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets clients in, and shows them out again. While no authenticator is there, a client is whom it claims to be if the
 * {@link AnonymousRule} permits that; from the moment there has been one, nobody is believed without it, so that its
 * failure or update opens no door. Safe from any thread.
 */
public class ClientAdmission implements Admission, SessionControl {
    private static final Logger LOG = LoggerFactory.getLogger(ClientAdmission.class);

    /** Of the random part of a guest's name, of 22 characters. */
    private static final int GUEST_LENGTH = 8;

    private final SessionRegistry sessions;
    private volatile AnonymousRule anonymous;
    private final RevokedTokens revoked = new RevokedTokens();
    private final Supplier<@Nullable RateLimiter> limiter;
    private volatile @Nullable Authenticator authenticator;
    private volatile boolean authenticated;
    private volatile @Nullable RevocationListener revocationListener;

    /** @param limiter how often an address may ask; null while nothing is limited */
    public ClientAdmission(SessionRegistry sessions, AnonymousRule anonymous, Supplier<@Nullable RateLimiter> limiter) {
        this.sessions = sessions;
        this.limiter = limiter;
        this.anonymous = anonymous;
    }

    /** From now on this one is asked; null where there is none (any more). */
    public final void use(@Nullable Authenticator current) {
        if (current != null) {
            authenticated = true;
        }
        authenticator = current;
    }

    /** From now on this holds for those who come. */
    public final void allow(AnonymousRule rule) {
        anonymous = rule;
    }

    @Override
    public final CompletionStage<Identity> admit(Credentials credentials) {
        RateLimiter currentLimiter = limiter.get();
        if (currentLimiter != null && currentLimiter.tryTake(LimitScope.ADDRESS, credentials.remoteAddress()) > 0) {
            return refused(Reason.LIMITED, "too many connections from this address");
        }
        Authenticator current = authenticator;
        if (current == null) {
            return authenticated
                    ? refused(Reason.UNAVAILABLE, "the authenticator is away")
                    : admitAnonymous(credentials);
        }
        CompletionStage<Identity> answer;
        try {
            answer = current.authenticate(credentials);
        } catch (RuntimeException defect) {
            answer = CompletableFuture.failedFuture(defect);
        }
        return answer.handle(this::checked);
    }

    @Override
    public final Unvouched unvouched() {
        if (authenticated) {
            return Unvouched.NOBODY;
        }
        return switch (anonymous) {
            case LOOPBACK -> Unvouched.THIS_MACHINE;
            case EVERYWHERE -> Unvouched.EVERYBODY;
            case NOBODY -> Unvouched.NOBODY;
        };
    }

    private Identity checked(@Nullable Identity identity, @Nullable Throwable failure) {
        if (identity == null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof AuthenticationException refusal) {
                throw refusal;
            }
            LOG.error("event=authenticator_failed", cause);
            throw new AuthenticationException(Reason.UNAVAILABLE, "the authenticator failed");
        }
        String tokenId = identity.tokenId();
        if (tokenId != null && revoked.contains(tokenId)) {
            throw new AuthenticationException(Reason.REVOKED, "the token has been called back");
        }
        return identity;
    }

    private CompletionStage<Identity> admitAnonymous(Credentials credentials) {
        AnonymousRule rule = anonymous;
        Grants grants = rule.grants(credentials.remoteAddress());
        if (grants == null) {
            return refused(Reason.MISSING, "no authenticator is configured: allow.anonymous is " + rule.label());
        }
        String user = credentials.query().get(Credentials.USER);
        String device = credentials.query().get(Credentials.DEVICE);
        if ((user != null && !UserAddress.isName(user)) || (device != null && !UserAddress.isName(device))) {
            return refused(
                    Reason.MALFORMED,
                    "user, device: expected 1 to " + UserAddress.MAXIMUM_LENGTH
                            + " characters, none of them a control character");
        }
        return CompletableFuture.completedFuture(Identity.claimed(
                user != null ? user : "guest-" + random(), device != null ? device : random(), grants));
    }

    private String random() {
        return sessions.secret().substring(0, GUEST_LENGTH);
    }

    private static CompletionStage<Identity> refused(Reason reason, String detail) {
        return CompletableFuture.failedFuture(new AuthenticationException(reason, detail));
    }

    /** From now on this one is told what is called back here; null for nobody. */
    public final void tellRevocations(@Nullable RevocationListener listener) {
        revocationListener = listener;
    }

    /** The tokens that have been called back, as far as they are remembered. */
    public final List<String> revokedTokens() {
        return revoked.all();
    }

    @Override
    public final int revokeToken(String tokenId) {
        int ended = endToken(tokenId);
        RevocationListener listener = revocationListener;
        if (listener != null) {
            listener.onTokenRevoked(tokenId);
        }
        return ended;
    }

    /** As {@link #revokeToken}, but at this node alone, and without a word to the listener. */
    public final int endToken(String tokenId) {
        revoked.add(tokenId);
        return endAll(session -> tokenId.equals(session.identity().tokenId()));
    }

    @Override
    public final int revokeUser(UserAddress user) {
        int ended = endUser(user);
        RevocationListener listener = revocationListener;
        if (listener != null) {
            listener.onUserRevoked(user);
        }
        return ended;
    }

    /** As {@link #revokeUser}, but at this node alone, and without a word to the listener. */
    public final int endUser(UserAddress user) {
        return endAll(session -> session.identity().address().equals(user));
    }

    private int endAll(Predicate<Session> concerned) {
        int ended = 0;
        for (Session session : sessions.list()) {
            if (concerned.test(session)) {
                session.close(REVOKED);
                ended++;
            }
        }
        return ended;
    }

    @Override
    public final boolean end(String sessionId, String reason) {
        Session session = sessions.find(sessionId);
        if (session == null) {
            return false;
        }
        session.close(reason);
        return true;
    }
}
