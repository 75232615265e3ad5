// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import org.jspecify.annotations.Nullable;

/**
 * The life of a leg, whole:
 *
 * <pre>
 *              INVITE   REACH    LOSE_DEVICES  RING     ACCEPT     REJECT  CANCEL  EXPIRE  HANG_UP  LOSE  END
 * UNREACHABLE  -        INVITED  -             -        -          -       LEFT    LEFT    -        -     LEFT
 * INVITED      -        -        UNREACHABLE   RINGING  CONNECTED  LEFT    LEFT    LEFT    -        -     LEFT
 * RINGING      -        -        UNREACHABLE   -        CONNECTED  LEFT    LEFT    LEFT    -        -     LEFT
 * CONNECTED    -        -        -             -        -          -       -       -       LEFT     LEFT  LEFT
 * LEFT         UNREACH. -        -             -        -          -       -       -       -        -     -
 * </pre>
 */
final class LegLifecycle {
    private LegLifecycle() {}

    /** The state that follows, or null where the event changes nothing in this state. */
    static @Nullable LegState next(LegState state, LegEvent event) {
        return switch (event) {
            case INVITE -> state == LegState.LEFT ? LegState.UNREACHABLE : null;
            case REACH -> state == LegState.UNREACHABLE ? LegState.INVITED : null;
            case LOSE_DEVICES -> isTold(state) ? LegState.UNREACHABLE : null;
            case RING -> state == LegState.INVITED ? LegState.RINGING : null;
            case ACCEPT -> isTold(state) ? LegState.CONNECTED : null;
            case REJECT -> isTold(state) ? LegState.LEFT : null;
            case CANCEL, EXPIRE -> state.isOpen() ? LegState.LEFT : null;
            case HANG_UP, LOSE -> state == LegState.CONNECTED ? LegState.LEFT : null;
            case END -> state == LegState.LEFT ? null : LegState.LEFT;
        };
    }

    private static boolean isTold(LegState state) {
        return state == LegState.INVITED || state == LegState.RINGING;
    }
}
