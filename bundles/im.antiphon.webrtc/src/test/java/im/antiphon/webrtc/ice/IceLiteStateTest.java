// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import static im.antiphon.webrtc.ice.IceLiteState.CONNECTED;
import static im.antiphon.webrtc.ice.IceLiteState.EXPIRED;
import static im.antiphon.webrtc.ice.IceLiteState.NEW;
import static im.antiphon.webrtc.ice.IceLiteState.RESTARTING;
import static im.antiphon.webrtc.ice.IceLiteState.USABLE;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.webrtc.ice.IceLiteState.Event;
import org.junit.jupiter.api.Test;

class IceLiteStateTest {
    /** A row per state, a column per event: CHECKED, NOMINATED, FELL_SILENT, RESTARTED. */
    private static final IceLiteState[][] EXPECTED = {
        {USABLE, CONNECTED, EXPIRED, RESTARTING},
        {USABLE, CONNECTED, EXPIRED, RESTARTING},
        {CONNECTED, CONNECTED, EXPIRED, RESTARTING},
        {RESTARTING, CONNECTED, EXPIRED, RESTARTING},
        {EXPIRED, EXPIRED, EXPIRED, NEW},
    };

    @Test
    void followsTheTable() {
        assertThat(EXPECTED).hasDimensions(IceLiteState.values().length, Event.values().length);
        for (IceLiteState state : IceLiteState.values()) {
            for (Event event : Event.values()) {
                assertThat(IceLiteState.next(state, event))
                        .as("%s on %s", state, event)
                        .isEqualTo(EXPECTED[state.ordinal()][event.ordinal()]);
            }
        }
    }
}
