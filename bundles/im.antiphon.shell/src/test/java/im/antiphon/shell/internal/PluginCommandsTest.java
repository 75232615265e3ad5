// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.plugin.PluginEvent;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.plugin.PluginSwap;
import im.antiphon.api.plugin.Plugins;
import java.util.List;
import org.junit.jupiter.api.Test;

class PluginCommandsTest {
    /** One plugin, {@code gcc}, in or out. */
    private static final class OnePlugin implements Plugins {
        private boolean quarantined;

        @Override
        public List<PluginInfo> list() {
            return List.of(
                    quarantined
                            ? new PluginInfo(
                                    PluginKind.CONGESTION,
                                    "gcc",
                                    "1.0.0",
                                    "b",
                                    0,
                                    PluginState.QUARANTINED,
                                    0,
                                    0,
                                    "slow")
                            : new PluginInfo(PluginKind.CONGESTION, "gcc", "1.0.0", "b", 0, PluginState.SERVING, 0, 0));
        }

        @Override
        public List<PluginSwap> swaps() {
            return List.of();
        }

        @Override
        public List<PluginEvent> events() {
            return List.of(
                    new PluginEvent(PluginEvent.Type.QUARANTINED, PluginKind.CONGESTION, "gcc@1.0.0", "slow", 0));
        }

        @Override
        public boolean quarantine(PluginKind kind, String plugin, String reason) {
            boolean changes = !quarantined && kind == PluginKind.CONGESTION && plugin.equals("gcc");
            quarantined |= changes;
            return changes;
        }

        @Override
        public boolean releaseQuarantine(PluginKind kind, String name) {
            boolean changes = quarantined && name.equals("gcc");
            quarantined &= !changes;
            return changes;
        }
    }

    private final PluginCommands commands = new PluginCommands(new OnePlugin());

    @Test
    void aPluginIsTakenOutAndLetBack() {
        assertThat(commands.quarantine("congestion", "gcc")).isEqualTo("congestion gcc is quarantined");
        assertThat(commands.plugins()).contains("QUARANTINED").contains("slow");
        assertThat(commands.quarantine("congestion", "gcc")).startsWith("congestion gcc: nothing to do");
        assertThat(commands.release("congestion", "gcc")).isEqualTo("congestion gcc may serve again");
        assertThat(commands.plugins()).contains("SERVING");
    }

    @Test
    void aKindThatThereIsNotIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> commands.release("codecs", "opus"))
                .hasMessage("kind: codecs (expected: one of codec, congestion, routing, breaker, storage, bus)");
    }

    @Test
    void eventsAreShownWithTheirReason() {
        assertThat(commands.events())
                .contains("1970-01-01T00:00:00Z")
                .contains("gcc@1.0.0")
                .contains("slow");
    }
}
