// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Connections to one server, held by a {@link ConnectionHolder} in a process of its own, which ends with this one. */
final class HeldConnections implements AutoCloseable {
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    /**
     * What has become of them, and how soon what was asked since the last report was answered.
     *
     * @param failed those that have never been open
     * @param closed those that no longer are
     * @param pings that have come to all
     */
    record Report(
            int open, int failed, int closed, long pings, int answers, long medianMicros, long percentile99Micros) {}

    /** @param number among the holders of one run: each has addresses of its own */
    HeldConnections(int port, int number, boolean secure) throws IOException {
        process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConnectionHolder.class.getName(),
                        String.valueOf(port),
                        String.valueOf(number),
                        String.valueOf(secure))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Opens so many more, and waits until all are open or have failed. */
    Report open(int count) {
        return command("open " + count);
    }

    /** Asks something so many times a second, for so long. */
    Report ask(int perSecond, int seconds) {
        return command("ask " + perSecond + " " + seconds);
    }

    /** Ends all their sessions, and waits until all are closed. */
    Report sayGoodbye() {
        return command("goodbye");
    }

    Report count() {
        return command("count");
    }

    private Report command(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new AssertionError("the holder of connections has ended");
            }
            List<Long> numbers =
                    Arrays.stream(line.split(" ")).map(Long::valueOf).toList();
            return new Report(
                    numbers.get(0).intValue(),
                    numbers.get(1).intValue(),
                    numbers.get(2).intValue(),
                    numbers.get(3),
                    numbers.get(4).intValue(),
                    numbers.get(5),
                    numbers.get(6));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
