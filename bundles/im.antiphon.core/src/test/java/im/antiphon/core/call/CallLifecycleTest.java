// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import static im.antiphon.core.call.CallState.ACTIVE;
import static im.antiphon.core.call.CallState.ENDED;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallLifecycleTest {
    /** In the order of {@link CallEvent}: answer, remain unanswered, desert, end. */
    private static final @Nullable CallState[][] TABLE = {
        /* INVITING */ {ACTIVE, ENDED, ENDED, ENDED},
        /* ACTIVE   */ {null, null, ENDED, ENDED},
        /* ENDED    */ {null, null, null, null},
    };

    @Test
    void everyStateAnswersEveryEventAsTheTableSays() {
        for (CallState state : CallState.values()) {
            for (CallEvent event : CallEvent.values()) {
                assertThat(CallLifecycle.next(state, event))
                        .as("%s × %s", state, event)
                        .isEqualTo(TABLE[state.ordinal()][event.ordinal()]);
            }
        }
    }
}
