// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioFileTest {
    private static final Set<String> KNOWN = Set.of("rooms", "ramp", "gate", "calls");

    @Test
    void optionsAreWhatTheyAreOnTheLine() {
        assertThat(ScenarioFile.arguments(
                        "s.json",
                        "{\"rooms\": 3, \"ramp\": \"5/s\", \"calls\": true, \"gate\": [\"loss=1%\", \"p99=5ms\"]}",
                        KNOWN))
                .containsExactly("--rooms=3", "--ramp=5/s", "--calls=true", "--gate=loss=1%", "--gate=p99=5ms");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "3",
                "{",
                "{\"rooms\": 3} x",
                "{\"rooms\": 3, \"rooms\": 4}",
                "{\"speed\": 3}",
                "{\"rooms\": 1.5}",
                "{\"rooms\": {}}",
                "{\"rooms\": null}",
                "{\"gate\": [[]]}"
            })
    void refusesWhatIsNoneAndNamesTheFile(String text) {
        assertThatThrownBy(() -> ScenarioFile.arguments("s.json", text, KNOWN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("s.json: ");
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        try {
            assertThat(ScenarioFile.arguments("s.json", text, KNOWN)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("s.json: ");
        }
    }
}
