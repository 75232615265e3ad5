// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import static im.antiphon.core.call.LegState.CONNECTED;
import static im.antiphon.core.call.LegState.INVITED;
import static im.antiphon.core.call.LegState.LEFT;
import static im.antiphon.core.call.LegState.RINGING;
import static im.antiphon.core.call.LegState.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LegLifecycleTest {
    /** In the order of {@link LegEvent}: invite, reach, lose devices, ring, accept, reject, cancel, expire, hang up, lose, end. */
    private static final @Nullable LegState[][] TABLE = {
        /* UNREACHABLE */ {null, INVITED, null, null, null, null, LEFT, LEFT, null, null, LEFT},
        /* INVITED     */ {null, null, UNREACHABLE, RINGING, CONNECTED, LEFT, LEFT, LEFT, null, null, LEFT},
        /* RINGING     */ {null, null, UNREACHABLE, null, CONNECTED, LEFT, LEFT, LEFT, null, null, LEFT},
        /* CONNECTED   */ {null, null, null, null, null, null, null, null, LEFT, LEFT, LEFT},
        /* LEFT        */ {UNREACHABLE, null, null, null, null, null, null, null, null, null, null},
    };

    @Test
    void everyStateAnswersEveryEventAsTheTableSays() {
        for (LegState state : LegState.values()) {
            for (LegEvent event : LegEvent.values()) {
                assertThat(LegLifecycle.next(state, event))
                        .as("%s × %s", state, event)
                        .isEqualTo(TABLE[state.ordinal()][event.ordinal()]);
            }
        }
    }

    @Test
    void whoHasLeftComesBackByAnInvitationOnly() {
        for (LegEvent event : LegEvent.values()) {
            assertThat(LegLifecycle.next(LEFT, event) == null).as("%s", event).isEqualTo(event != LegEvent.INVITE);
        }
    }

    @Test
    void onlyOpenLegsCanExpire() {
        for (LegState state : LegState.values()) {
            assertThat(LegLifecycle.next(state, LegEvent.EXPIRE) != null)
                    .as("%s", state)
                    .isEqualTo(state.isOpen());
        }
    }
}
