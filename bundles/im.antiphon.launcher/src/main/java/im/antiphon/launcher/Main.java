// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code antiphon}. Exit status: 0 done, 1 it could not be done and the message says why, 2 the command line
 * was not understood; {@code status} has its own.
 */
public final class Main {
    private Main() {}

    public static void main(String[] line) {
        long startedNanos = System.nanoTime();
        PrintStream out = System.out;
        PrintStream complaints = System.err;
        Options options;
        try {
            options = Options.parse(List.of(line));
        } catch (LaunchException e) {
            complaints.println("antiphon: " + e.getMessage());
            System.exit(2);
            return;
        }
        int status;
        try {
            status = execute(options, out, complaints, startedNanos);
        } catch (LaunchException e) {
            complaints.println("antiphon: " + e.getMessage());
            status = 1;
        } catch (IOException | ExecutionException | RuntimeException e) { // The edge: nothing is above to catch it.
            complaints.println("antiphon: " + e);
            e.printStackTrace(complaints);
            status = 1;
        } catch (InterruptedException e) {
            status = 1;
        }
        System.exit(status);
    }

    private static int execute(Options options, PrintStream out, PrintStream complaints, long startedNanos)
            throws IOException, InterruptedException, ExecutionException {
        Path distribution = folder(System.getProperty("antiphon.distribution"), Path.of("."));
        Path directory = options.home() != null ? options.home() : folder(System.getenv("ANTIPHON_HOME"), distribution);
        Home home = new Home(distribution, directory);
        switch (options.command()) {
            case RUN -> new Run(home, options, out, complaints).run(startedNanos);
            case START -> new Background(home, out).start(options);
            case STOP -> new Background(home, out).stop();
            case STATUS -> {
                return new Background(home, out).status();
            }
            case VERSION -> out.println("antiphon " + Version.text());
            case HELP -> out.print(Options.USAGE);
        }
        return 0;
    }

    private static Path folder(@Nullable String given, Path otherwise) {
        Path folder = given == null || given.isEmpty() ? otherwise : Path.of(given);
        return folder.toAbsolutePath().normalize();
    }
}
