// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.slidingwindow;

import static im.antiphon.breaker.slidingwindow.BreakerEvent.ASKED_AFTER_SLEEP;
import static im.antiphon.breaker.slidingwindow.BreakerEvent.FAILED;
import static im.antiphon.breaker.slidingwindow.BreakerEvent.LIMIT_REACHED;
import static im.antiphon.breaker.slidingwindow.BreakerEvent.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.breaker.CircuitBreaker.State;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BreakerTransitionsTest {
    /** Every state and every event that leads out of it; the others lead nowhere. */
    private static final Map<State, Map<BreakerEvent, State>> TABLE = Map.of(
            State.CLOSED, Map.of(LIMIT_REACHED, State.OPEN),
            State.OPEN, Map.of(ASKED_AFTER_SLEEP, State.HALF_OPEN),
            State.HALF_OPEN, Map.of(SUCCEEDED, State.CLOSED, FAILED, State.OPEN, LIMIT_REACHED, State.OPEN));

    @Test
    void everyEventLeadsFromEveryStateWhereTheTableSays() {
        for (State state : State.values()) {
            for (BreakerEvent event : BreakerEvent.values()) {
                assertThat(BreakerTransitions.next(state, event))
                        .as("%s in %s", event, state)
                        .isEqualTo(TABLE.getOrDefault(state, Map.of()).getOrDefault(event, state));
            }
        }
    }

    @Test
    void aTurnBeginsWithANewStateAndWithAnotherProbe() {
        for (State state : State.values()) {
            for (BreakerEvent event : BreakerEvent.values()) {
                boolean anotherProbe = state == State.HALF_OPEN && event == ASKED_AFTER_SLEEP;
                assertThat(BreakerTransitions.beginsTurn(state, event))
                        .as("%s in %s", event, state)
                        .isEqualTo(anotherProbe || BreakerTransitions.next(state, event) != state);
            }
        }
    }
}
