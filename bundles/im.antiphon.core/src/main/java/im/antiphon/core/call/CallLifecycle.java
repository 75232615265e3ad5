// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import org.jspecify.annotations.Nullable;

/**
 * The life of a call, whole:
 *
 * <pre>
 *           ANSWER  REMAIN_UNANSWERED  DESERT  END
 * INVITING  ACTIVE  ENDED              ENDED   ENDED
 * ACTIVE    -       -                  ENDED   ENDED
 * ENDED     -       -                  -       -
 * </pre>
 */
final class CallLifecycle {
    private CallLifecycle() {}

    /** The state that follows, or null where the event changes nothing in this state. */
    static @Nullable CallState next(CallState state, CallEvent event) {
        return switch (state) {
            case INVITING -> event == CallEvent.ANSWER ? CallState.ACTIVE : CallState.ENDED;
            case ACTIVE -> event == CallEvent.DESERT || event == CallEvent.END ? CallState.ENDED : null;
            case ENDED -> null;
        };
    }
}
