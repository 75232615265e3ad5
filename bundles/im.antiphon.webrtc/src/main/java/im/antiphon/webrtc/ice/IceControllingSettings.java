// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.time.Duration;

/**
 * What an {@link IceControllingAgent} can be told.
 *
 * @param nomination how a pair is chosen
 * @param consentTimeout how long the peer may leave checks unanswered before it is given up
 * @param nominationDelay in regular nomination, how long after the first valid pair a better one is waited for
 */
public record IceControllingSettings(Nomination nomination, Duration consentTimeout, Duration nominationDelay) {
    /** How the controlling side makes its choice known. */
    public enum Nomination {
        /** A second check, with USE-CANDIDATE, over the pair that was found best (RFC 8445, section 8.1.1). */
        REGULAR,
        /** USE-CANDIDATE in every check: sooner, and the best valid pair wins (RFC 5245, section 8.1.1.2). */
        AGGRESSIVE
    }

    /** Regular nomination, 30 seconds, 200 milliseconds. */
    public static final IceControllingSettings DEFAULT =
            new IceControllingSettings(Nomination.REGULAR, Duration.ofSeconds(30), Duration.ofMillis(200));

    public IceControllingSettings {
        if (consentTimeout.isNegative() || consentTimeout.isZero()) {
            throw new IllegalArgumentException("consentTimeout: " + consentTimeout + " (expected: > 0)");
        }
        if (nominationDelay.isNegative()) {
            throw new IllegalArgumentException("nominationDelay: " + nominationDelay + " (expected: >= 0)");
        }
    }
}
