// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void becomeValuesOfTheTransportsConfiguration() {
        Options options = Options.parse(List.of(
                "run", "--bind", "::1", "--http", "0", "--https", "9443", "--advertise", "203.0.113.7,2001:db8::7"));

        assertThat(options.command()).isEqualTo(Options.Command.RUN);
        assertThat(options.home()).isNull();
        assertThat(options.configuration())
                .containsEntry(Options.BIND, "::1")
                .containsEntry(Options.HTTP, 0)
                .containsEntry(Options.HTTPS, 9443)
                .containsEntry(Options.ADVERTISE, new String[] {"203.0.113.7", "2001:db8::7"});
    }

    @Test
    void arePassedOnAsTheyWereTyped() {
        assertThat(Options.parse(List.of("start", "--home", "here", "--http", "8081"))
                        .passed())
                .containsExactly("--home", "here", "--http", "8081");
    }

    @Test
    void makeTheHomeAbsolute() {
        assertThat(Options.parse(List.of("run", "--home", "x/../y")).home())
                .isEqualTo(Path.of("y").toAbsolutePath());
    }

    @Test
    void areNotNeeded() {
        assertThat(Options.parse(List.of()).command()).isEqualTo(Options.Command.HELP);
        assertThat(Options.parse(List.of("status")).configuration()).isEmpty();
    }

    @Test
    void askForHelpAnywhere() {
        assertThat(Options.parse(List.of("run", "--http", "1", "--help")).command())
                .isEqualTo(Options.Command.HELP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dance|unknown command: dance (expected: run, start, stop, status, version or help)",
                "run --htp 1|unknown option: --htp (antiphon help lists them)",
                "run --htp|unknown option: --htp (antiphon help lists them)",
                "run --http|--http: needs a value",
                "run --http 70000|--http: 70000 (expected: 0..65535)",
                "run --https -1|--https: -1 (expected: 0..65535)",
                "run --https x|--https: x (expected: 0..65535)"
            })
    void areRefusedInASentence(String line, String message) {
        assertThatThrownBy(() -> Options.parse(List.of(line.split(" "))))
                .isInstanceOf(LaunchException.class)
                .hasMessage(message);
    }
}
