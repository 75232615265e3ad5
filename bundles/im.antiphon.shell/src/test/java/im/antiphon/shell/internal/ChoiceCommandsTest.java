// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.plugin.PluginChoice;
import im.antiphon.api.plugin.PluginChoices;
import im.antiphon.api.plugin.PluginKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceCommandsTest {
    private static final class Choices implements PluginChoices {
        private final List<PluginChoice> made = new ArrayList<>();

        @Override
        public List<PluginChoice> choices() {
            return made;
        }

        @Override
        public void choose(PluginKind kind, String tenant, String plugin) {
            made.add(new PluginChoice(kind, "", tenant, plugin));
        }
    }

    private final ChoiceCommands commands = new ChoiceCommands(new Choices());

    @Test
    void aPluginIsChosenForAllOrForOneTenant() {
        assertThat(commands.swap("congestion", "remb")).contains("congestion", "default", "remb");
        assertThat(commands.swap("routing", "leastloaded", "acme")).contains("routing", "acme", "leastloaded");
        assertThat(commands.choices()).hasLineCount(4);
    }

    @Test
    void aKindThatThereIsNotIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> commands.swap("codecs", "opus"))
                .hasMessageStartingWith("kind: codecs (expected: one of codec, ");
    }
}
