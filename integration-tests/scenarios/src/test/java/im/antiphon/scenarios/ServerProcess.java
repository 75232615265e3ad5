// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code bin/antiphon run} of the assembled distribution, on the JDK that runs the tests; everything that it prints is kept.
 * Safe from any thread.
 */
final class ServerProcess {
    /** Of the JVM; enough for what scenarios do. */
    static final String JAVA_OPTIONS = "-Xmx384m";

    /** The last line of the start screen. */
    private static final String STARTED = "Started in ";

    private final Process process;
    private final Thread reader = new Thread(this::read, "server-output");
    private final StringBuffer output = new StringBuffer();
    private final CompletableFuture<String> started = new CompletableFuture<>();

    /** @param options of the command line, beside the command */
    ServerProcess(List<String> options) throws IOException {
        this(options, JAVA_OPTIONS);
    }

    /**
     * @param options of the command line, beside the command
     * @param javaOptions of the JVM, beside those of the start script
     */
    ServerProcess(List<String> options, String javaOptions) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(distribution().resolve("bin/antiphon").toString());
        command.add("run");
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ANTIPHON_JAVA_OPTS", javaOptions);
        process = builder.start();
        reader.setDaemon(true);
        reader.start();
    }

    private static Path distribution() {
        return Path.of(requireNonNull(
                System.getProperty("antiphon.distribution"), "system property antiphon.distribution is not set"));
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (line.contains(STARTED)) {
                    started.complete(output());
                }
            }
        } catch (IOException e) {
            output.append(e).append('\n');
        } finally {
            started.completeExceptionally(new AssertionError("the server has ended before it was ready:\n" + output()));
        }
    }

    long pid() {
        return process.pid();
    }

    /** All that it has printed so far. */
    String output() {
        return output.toString();
    }

    /** Waits for the start screen, and returns it. */
    String awaitStart(Duration patience) throws InterruptedException {
        try {
            return started.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no start within " + patience + ":\n" + output(), e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Waits until it has ended by itself and all that it printed has been read, and returns its exit status. */
    int awaitExit(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + patience + ":\n" + output());
        }
        reader.join(patience.toMillis());
        if (reader.isAlive()) {
            throw new AssertionError("ended, but its output is still open after " + patience + ":\n" + output());
        }
        return process.exitValue();
    }

    /** As Ctrl-C or a service manager does. */
    void terminate() {
        process.destroy();
    }

    /** Leaves nothing behind, whatever happened. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
            process.getInputStream().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
