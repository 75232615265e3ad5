// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.slidingwindow;

import im.antiphon.api.breaker.CircuitBreaker.State;

/** The table that the contract of {@link im.antiphon.api.breaker.CircuitBreaker} draws. */
final class BreakerTransitions {
    private BreakerTransitions() {}

    static State next(State state, BreakerEvent event) {
        return switch (state) {
            case CLOSED -> event == BreakerEvent.LIMIT_REACHED ? State.OPEN : State.CLOSED;
            case OPEN -> event == BreakerEvent.ASKED_AFTER_SLEEP ? State.HALF_OPEN : State.OPEN;
            case HALF_OPEN -> switch (event) {
                case SUCCEEDED -> State.CLOSED;
                case FAILED, LIMIT_REACHED -> State.OPEN;
                case ASKED_AFTER_SLEEP -> State.HALF_OPEN;
            };
        };
    }

    /** Whether the event begins a new turn: with a new state, and with another probe. */
    static boolean beginsTurn(State state, BreakerEvent event) {
        return next(state, event) != state || (state == State.HALF_OPEN && event == BreakerEvent.ASKED_AFTER_SLEEP);
    }
}
