// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    /** 100 listeners: 5 have 3.5, 95 have 4.2; 0.4 % lost, 2 of 200 clients failed, 990 of 1000 voices heard. */
    private final LoadResult result = Results.typical();

    @ParameterizedTest
    @CsvSource({
        "failed=1%, true, 1%",
        "failed=0.9%, false, 1%",
        "ended=3, true, 3",
        "ended=2, false, 3",
        "streams=99%, true, 99%",
        "streams=100%, false, 99%",
        "loss=0.4%, true, 0.4%",
        "loss=0.39%, false, 0.4%",
        "stream-loss=5%, true, 5%",
        "stream-loss=4%, false, 5%",
        "p50=2ms, true, 2ms",
        "p99=20ms, true, 20ms",
        "p99=0.019s, false, 20ms",
        "p99.9=40ms, true, 40ms",
        "jitter=5ms, true, 5ms",
        "gap=99ms, false, 100ms",
        "gap=100ms, true, 100ms",
        "setup=1s, true, 300ms",
        "mos=4.0@95%, true, 4.2",
        "mos=4.0@96%, false, 3.5",
        "mos=4.3@95%, false, 4.2",
        "mos=3.5@100%, true, 3.5"
    })
    void asksWhatItSays(String gate, boolean passed, String measured) {
        GateResult checked = Gate.parse(gate).check(result);
        assertThat(checked.passed()).describedAs(checked.toString()).isEqualTo(passed);
        assertThat(checked.measured()).isEqualTo(measured);
    }

    @Test
    void isWrittenAsItWasRead() {
        for (String text : List.of("loss=0.5%", "p99=50ms", "mos=4@95%", "mos=3.5@99%", "ended=0", "p99.9=1500ms")) {
            assertThat(Gate.parse(text)).hasToString(text);
        }
    }

    @Test
    void fromNothingNothingFollows() {
        LoadResult nobody = Results.nobody();
        for (Gate gate : Gate.DEFAULTS) {
            assertThat(gate.check(nobody).passed()).describedAs(gate.toString()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "loss",
                "loss=",
                "loss=5",
                "loss=5ms",
                "p99=50",
                "p99=50%",
                "mos=4.05",
                "mos=4.5",
                "mos=4@101%",
                "loss=1%@95%",
                "speed=1",
                "loss=-1%",
                "ended=1%",
                "loss=1e3%"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Gate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("gate: ");
    }
}
