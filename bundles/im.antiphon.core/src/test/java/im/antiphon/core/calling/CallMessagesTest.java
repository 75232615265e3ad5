// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.core.call.CallCommand;
import im.antiphon.core.call.CallMode;
import im.antiphon.core.call.CallNotice;
import im.antiphon.core.call.CallParty;
import im.antiphon.core.call.CallSnapshot;
import im.antiphon.core.call.CallState;
import im.antiphon.core.call.EndReason;
import im.antiphon.core.call.LegState;
import im.antiphon.core.call.RelayFigures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallMessagesTest {
    private static final CallParty ADA = new CallParty("ada \"the first\"", "phone", "s1.n1");

    private static List<CallNotice> notices() {
        List<CallNotice> notices = new ArrayList<>(List.of(
                new CallNotice.Incoming("c.n1", ADA, List.of("ada", "bob"), true),
                new CallNotice.Taken("c.n1", "laptop"),
                new CallNotice.Moved("c.n1", CallMode.SFU)));
        for (EndReason reason : EndReason.values()) {
            notices.add(new CallNotice.Ended("c.n1", reason, 42));
        }
        for (LegState state : LegState.values()) {
            CallSnapshot.LegSnapshot leg = new CallSnapshot.LegSnapshot(
                    ADA.user(),
                    state,
                    state == LegState.CONNECTED ? ADA : null,
                    state == LegState.LEFT ? EndReason.NO_ANSWER : null);
            for (CallMode mode : CallMode.values()) {
                notices.add(new CallNotice.Changed(
                        new CallSnapshot("c.n1", "default", "n1", CallState.ACTIVE, mode, List.of(leg))));
            }
        }
        return notices;
    }

    @Test
    void whatOneNodeWritesAnotherReads() {
        for (CallNotice notice : notices()) {
            assertThat(CallMessages.notice(CallMessages.text(notice, null, null), "default"))
                    .isEqualTo(notice);
        }
    }

    @Test
    void commandsToo() {
        for (CallCommand.Kind kind : CallCommand.Kind.values()) {
            CallCommand command = new CallCommand(
                    kind, "c.n1", "default", ADA, List.of("bob", "eve"), new RelayFigures(0.5, 1, -1, 0, 1, -1));
            assertThat(CallWire.command(CallWire.text(command))).isEqualTo(command);
        }
    }

    @Test
    void nonsenseIsSaidToBeSo() {
        for (String nonsense : List.of(
                "",
                "[]",
                "{",
                "{\"type\":\"call\"}",
                "{\"type\":\"call-ended\",\"payload\":{\"call\":\"c\",\"reason\":\"bored\"}}")) {
            assertThatThrownBy(() -> CallMessages.notice(nonsense, "default"))
                    .as(nonsense)
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> CallWire.command(nonsense)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
