// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The commands {@code start}, {@code stop} and {@code status}: a server in the background. */
final class Background {
    private static final Duration START_PATIENCE = Duration.ofSeconds(120);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
    private static final int LOOK_MILLIS = 100;

    private final Home home;
    private final PrintStream out;
    private final PidFile pidFile;

    Background(Home home, PrintStream out) {
        this.home = home;
        this.out = out;
        this.pidFile = new PidFile(home.pidFile());
    }

    /** Starts a server as {@code run} does, in a session of its own, and prints what it prints until it is ready. */
    void start(Options options) throws IOException, InterruptedException {
        pidFile.process().ifPresent(process -> {
            throw new LaunchException("already running (pid " + process.pid() + ")");
        });
        home.create();
        Files.deleteIfExists(home.readyFile());
        List<String> command = new ArrayList<>();
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString()); // Outlives the terminal.
        }
        command.add(home.distribution().resolve("bin/antiphon").toString());
        command.add("run");
        command.addAll(options.passed());
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(home.console().toFile())
                .start();
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!Files.exists(home.readyFile())) {
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new LaunchException("not started:\n" + Files.readString(home.console()));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new LaunchException(
                        "not ready after " + START_PATIENCE.toSeconds() + " s; see " + home.console());
            }
        }
        out.print(Files.readString(home.console()));
    }

    /** Asks the server to stop and waits until it has. */
    void stop() throws InterruptedException, ExecutionException {
        ProcessHandle process = pidFile.process().orElseThrow(() -> new LaunchException("not running"));
        process.destroy();
        try {
            process.onExit().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new LaunchException(
                    "pid " + process.pid() + " has not stopped within " + STOP_PATIENCE.toSeconds() + " s", e);
        }
        out.println("stopped");
    }

    /**
     * Tells whether a server runs.
     *
     * @return the exit status: 0 when calls can come in, 3 when no server runs, 4 while it starts or stops
     */
    int status() {
        return pidFile.process()
                .map(process -> {
                    boolean ready = Files.exists(home.readyFile());
                    String since = process.info()
                            .startInstant()
                            .map(start -> ", for "
                                    + Duration.between(start, Instant.now()).toSeconds() + " s")
                            .orElse("");
                    out.println((ready ? "running" : "starting or stopping") + " (pid " + process.pid() + since + ")");
                    return ready ? 0 : 4;
                })
                .orElseGet(() -> {
                    out.println("not running");
                    return 3;
                });
    }
}
