// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.session.SessionState;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionLifecycleTest {
    private record Step(SessionState state, SessionEvent event) {}

    private static final Map<Step, SessionState> PERMITTED = Map.of(
            new Step(SessionState.HANDSHAKING, SessionEvent.ACTIVATE), SessionState.ACTIVE,
            new Step(SessionState.HANDSHAKING, SessionEvent.CLOSE), SessionState.CLOSING,
            new Step(SessionState.ACTIVE, SessionEvent.CLOSE), SessionState.CLOSING,
            new Step(SessionState.ACTIVE, SessionEvent.DETACH), SessionState.DETACHED,
            new Step(SessionState.DETACHED, SessionEvent.ATTACH), SessionState.ACTIVE,
            new Step(SessionState.DETACHED, SessionEvent.CLOSE), SessionState.CLOSING,
            new Step(SessionState.CLOSING, SessionEvent.RELEASED), SessionState.TERMINATED);

    @Test
    void everyPairOfStateAndEventGoesWhereTheTableSays() {
        for (SessionState state : SessionState.values()) {
            for (SessionEvent event : SessionEvent.values()) {
                @Nullable SessionState expected = PERMITTED.get(new Step(state, event));
                assertThat(SessionLifecycle.next(state, event))
                        .as("%s in %s", event, state)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void nothingLeadsBackButAClientsReturn() {
        for (SessionState state : SessionState.values()) {
            for (SessionEvent event : SessionEvent.values()) {
                SessionState next = SessionLifecycle.next(state, event);
                if (next != null && event != SessionEvent.ATTACH) {
                    assertThat(next.ordinal()).isGreaterThan(state.ordinal());
                }
            }
        }
    }
}
