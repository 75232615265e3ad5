// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        return Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    @Test
    void helpTellsTheOptionsGatesAndExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--publishers=N", "loss=0.5%", "mos=4.0@95%", "nobody could connect", "--ramp=RATE");
        assertThat(err.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--publishers=many, --publishers",
        "--talk=loudly, talk: loudly",
        "--ramp=fast, ramp: fast",
        "--gate=loss, gate: loss",
        "--duration=10, duration: 10",
        "--server=nowhere, server: nowhere",
        "--rooms=0, rooms: 0",
        "--threads=0, threads: 0",
        "--scenario=/nonexistent, /nonexistent",
        "--token-file=/nonexistent, token-file",
        "--speed=9, --speed"
    })
    void wrongOptionsAreNamed(String option, String named) {
        assertThat(run(option)).isEqualTo(Main.WRONG_OPTIONS);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("antiphon-load: ")
                .contains(named);
    }

    @Test
    void aServerThatIsNotThereIsSaidSo() throws IOException {
        int free = FreePort.find();
        Path json = folder.resolve("out.json");
        Path scenario = folder.resolve("scenario.json");
        Files.writeString(
                scenario,
                "{\"server\": \"http://127.0.0.1:" + free
                        + "\", \"publishers\": 1, \"participants\": 1, \"idle\": 1,"
                        + " \"warm-up\": \"0s\", \"connect-timeout\": \"60s\"}");
        assertThat(run("--scenario", scenario.toString(), "--token=secret", "--quiet", "--json", json.toString()))
                .isEqualTo(Main.NOT_CONNECTED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nobody could connect");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("0 connected, 3 failed", "publisher, whip: connection refused");
        assertThat(Files.readString(json)).contains("\"connected\" : 0").doesNotContain("secret");
    }
}
