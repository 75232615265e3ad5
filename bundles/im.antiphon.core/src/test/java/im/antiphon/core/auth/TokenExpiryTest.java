// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.session.SessionKind;
import im.antiphon.api.session.SessionState;
import im.antiphon.core.session.RegisteredSession;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenExpiryTest {
    private static final long EXPIRES = 1_000_000;

    private final SessionRegistry sessions = new SessionRegistry(TestIdentities.NODE, () -> 0);
    private final List<String> told = new ArrayList<>();
    private final TokenExpiry expiry = new TokenExpiry(sessions, new TokenExpiry.Times(60_000, 30_000), 0);

    private RegisteredSession open(long expires) {
        return sessions.open(
                SessionKind.SIGNALING, new Identity("acme", "Ada", "laptop", Grants.MEDIA, expires, "t" + expires));
    }

    private void sweep(long now) {
        expiry.sweep(now, (session, left) -> told.add(session.id() + " " + left));
    }

    @ParameterizedTest
    @EnumSource(SessionKind.class)
    void aSessionOfAnyKindEndsWhenTheGraceIsOver(SessionKind kind) {
        RegisteredSession session =
                sessions.open(kind, new Identity("acme", "Ada", "laptop", Grants.MEDIA, EXPIRES, "t1"));
        sweep(EXPIRES + 29_999);
        assertThat(session.state()).isEqualTo(SessionState.HANDSHAKING);
        sweep(EXPIRES + 30_000);
        assertThat(session.endReason()).isEqualTo("token-expired");
        assertThat(session.state()).isEqualTo(SessionState.TERMINATED);
    }

    @Test
    void itIsToldAMinuteBeforeAndAgainWhenAQuarterOfThatIsLeft() {
        String id = open(EXPIRES).id();
        for (long now = 0; now < EXPIRES + 30_000; now += 1_000) {
            sweep(now);
        }
        assertThat(told).containsExactly(id + " 60000", id + " 15000");
    }

    @Test
    void aSweepThatComesLateTellsOnceWhatIsLeft() {
        String id = open(EXPIRES).id();
        sweep(EXPIRES - 70_000);
        sweep(EXPIRES - 3_000);
        sweep(EXPIRES - 2_000);
        assertThat(told).containsExactly(id + " 3000");
    }

    @Test
    void anotherTokenGivesTheSessionItsOwnTime() {
        RegisteredSession session = open(EXPIRES);
        sweep(EXPIRES - 60_000);
        session.renew(new Identity("acme", "Ada", "laptop", Grants.MEDIA, 2 * EXPIRES, "t2"));
        sweep(EXPIRES + 30_000);
        assertThat(session.state()).isEqualTo(SessionState.HANDSHAKING);
        sweep(2 * EXPIRES - 60_000);
        assertThat(told).containsExactly(session.id() + " 60000", session.id() + " 60000");
        sweep(2 * EXPIRES + 30_000);
        assertThat(session.state()).isEqualTo(SessionState.TERMINATED);
    }

    @Test
    void oneWhomNobodyVouchesForGoesOn() {
        RegisteredSession session = sessions.open(SessionKind.SIGNALING, TestIdentities.ADA);
        open(EXPIRES);
        sweep(Long.MAX_VALUE - 1);
        assertThat(session.state()).isEqualTo(SessionState.HANDSHAKING);
        assertThat(told).isEmpty();
    }

    @Test
    void whoComesWithATokenThatIsAboutToExpireIsToldAtOnce() {
        expiry.tellIfLate(open(EXPIRES), EXPIRES - 60_001, (session, left) -> told.add("soon"));
        expiry.tellIfLate(open(EXPIRES), EXPIRES - 59_999, (session, left) -> told.add("late " + left));
        expiry.tellIfLate(open(EXPIRES), EXPIRES + 5, (session, left) -> told.add("over " + left));
        assertThat(told).containsExactly("late 59999", "over 0");
    }

    @Test
    void timesAreNotNegative() {
        assertThatThrownBy(() -> new TokenExpiry.Times(-1, 0)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new TokenExpiry.Times(0, -1)).hasMessageContaining("-1");
    }
}
