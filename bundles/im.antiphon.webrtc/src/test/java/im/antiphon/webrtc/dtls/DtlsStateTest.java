// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import static im.antiphon.webrtc.dtls.DtlsState.CANCELLING;
import static im.antiphon.webrtc.dtls.DtlsState.CLOSED;
import static im.antiphon.webrtc.dtls.DtlsState.CONNECTED;
import static im.antiphon.webrtc.dtls.DtlsState.FAILED;
import static im.antiphon.webrtc.dtls.DtlsState.HANDSHAKING;
import static im.antiphon.webrtc.dtls.DtlsState.IDLE;
import static im.antiphon.webrtc.dtls.DtlsState.LISTENING;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.webrtc.dtls.DtlsState.Event;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DtlsStateTest {
    /** For each state what follows on each event, in the events' order. */
    private static final Map<DtlsState, List<DtlsState>> TABLE = new EnumMap<>(Map.of(
            // as client, as server, hello, succeeded, failed, deadline, close, peer closed, session failed
            IDLE, List.of(HANDSHAKING, LISTENING, IDLE, IDLE, IDLE, IDLE, CLOSED, IDLE, IDLE),
            LISTENING,
                    List.of(
                            LISTENING,
                            LISTENING,
                            HANDSHAKING,
                            LISTENING,
                            LISTENING,
                            FAILED,
                            CLOSED,
                            LISTENING,
                            LISTENING),
            HANDSHAKING,
                    List.of(
                            HANDSHAKING,
                            HANDSHAKING,
                            HANDSHAKING,
                            CONNECTED,
                            FAILED,
                            FAILED,
                            CANCELLING,
                            HANDSHAKING,
                            HANDSHAKING),
            CANCELLING,
                    List.of(
                            CANCELLING,
                            CANCELLING,
                            CANCELLING,
                            CLOSED,
                            CLOSED,
                            CANCELLING,
                            CANCELLING,
                            CANCELLING,
                            CANCELLING),
            CONNECTED,
                    List.of(CONNECTED, CONNECTED, CONNECTED, CONNECTED, CONNECTED, CONNECTED, CLOSED, CLOSED, FAILED),
            FAILED, List.of(FAILED, FAILED, FAILED, FAILED, FAILED, FAILED, FAILED, FAILED, FAILED),
            CLOSED, List.of(CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED)));

    @Test
    void everyStateFollowsTheTableOnEveryEvent() {
        assertThat(TABLE.keySet()).containsExactlyInAnyOrder(DtlsState.values());
        TABLE.forEach((state, row) -> {
            assertThat(row).hasSize(Event.values().length);
            for (Event event : Event.values()) {
                assertThat(state.next(event)).as(state + " on " + event).isEqualTo(row.get(event.ordinal()));
            }
        });
    }

    @Test
    void onlyTheLastTwoAreOver() {
        for (DtlsState state : DtlsState.values()) {
            assertThat(state.isOver()).isEqualTo(state == FAILED || state == CLOSED);
        }
    }
}
