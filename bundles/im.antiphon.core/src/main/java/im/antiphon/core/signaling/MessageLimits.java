// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.auth.Identity;
import im.antiphon.api.limit.LimitScope;
import im.antiphon.api.limit.RateLimiter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How often clients may say something. What is said too often is refused with a time to try again; each refusal is an error,
 * so that who goes on all the same is closed as a flood by the limit of errors. Safe from any thread.
 */
final class MessageLimits {
    private final Supplier<@Nullable RateLimiter> limiter;

    MessageLimits(Supplier<@Nullable RateLimiter> limiter) {
        this.limiter = limiter;
    }

    /** 0 where one more message may be handled; otherwise after how many nanoseconds it is worth another try. */
    long delayNanos(String sessionId, Identity identity) {
        RateLimiter current = limiter.get();
        if (current == null) {
            return 0;
        }
        long session = current.tryTake(LimitScope.SESSION, sessionId);
        if (session > 0) {
            return session; // the narrowest first: one flood leaves the others of the tenant what is theirs
        }
        long user = current.tryTake(LimitScope.USER, identity.tenant() + '/' + identity.user());
        return user > 0 ? user : current.tryTake(LimitScope.TENANT, identity.tenant());
    }

    /** Nothing more will come from that session. */
    void forget(String sessionId) {
        RateLimiter current = limiter.get();
        if (current != null) {
            current.forget(LimitScope.SESSION, sessionId);
        }
    }

    static Rejection rejection(ClientMessage message, long delayNanos) {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(delayNanos + 999_999));
        return new Rejection(message.id(), SignalingCode.LIMITED, "too many messages", millis);
    }
}
