// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest;

import im.antiphon.loadtest.measure.Gate;
import im.antiphon.loadtest.measure.LoadResult;
import im.antiphon.loadtest.plan.LoadPlan;
import im.antiphon.loadtest.report.HtmlReport;
import im.antiphon.loadtest.report.JsonReport;
import im.antiphon.loadtest.report.Report;
import im.antiphon.loadtest.report.TextReport;
import im.antiphon.loadtest.run.LoadRun;
import im.antiphon.loadtest.run.RunSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command {@code antiphon-load}: options in, a report and an exit code out. */
public final class Main {
    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int WRONG_OPTIONS = 2;
    static final int NOT_CONNECTED = 3;

    /** How long Ctrl-C waits for the report. */
    private static final long LAST_WORDS_SECONDS = 30;

    private final PrintStream out;
    private final PrintStream err;

    private Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    /** Runs it, and returns the exit code. */
    public static int run(PrintStream out, PrintStream err, String... arguments) {
        return new Main(out, err).run(arguments);
    }

    private int run(String[] arguments) {
        LoadCommand options = new LoadCommand();
        CommandLine line = new CommandLine(options).setOverwrittenOptionsAllowed(true);
        LoadPlan plan;
        RunSettings settings;
        List<Gate> gates;
        try {
            line.parseArgs(arguments);
            Path scenario = options.scenario;
            if (scenario != null) {
                options = new LoadCommand();
                line = new CommandLine(options).setOverwrittenOptionsAllowed(true);
                line.parseArgs(withScenario(line, scenario, arguments));
            }
            if (options.help) {
                line.usage(out);
                return PASSED;
            }
            if (options.version) {
                out.println("antiphon-load " + version());
                return PASSED;
            }
            plan = options.plan();
            settings = options.settings(plan);
            gates = options.gates();
        } catch (ParameterException | IllegalArgumentException e) {
            err.println("antiphon-load: " + e.getMessage());
            err.println("antiphon-load --help tells what there is");
            return WRONG_OPTIONS;
        }
        return test(options, plan, settings, gates, commandLine(arguments));
    }

    private static String[] withScenario(CommandLine line, Path scenario, String[] arguments) {
        Set<String> known = line.getCommandSpec().options().stream()
                .map(option -> option.longestName().substring(2))
                .filter(name -> !name.equals("scenario") && !name.equals("help") && !name.equals("version"))
                .collect(Collectors.toSet());
        List<String> all = new ArrayList<>(ScenarioFile.arguments(scenario, known));
        all.addAll(Arrays.asList(arguments));
        return all.toArray(new String[0]);
    }

    /** The line that repeats it. A token is nobody's business who reads the report. */
    private static String commandLine(String[] arguments) {
        StringBuilder line = new StringBuilder("antiphon-load");
        boolean secret = false;
        for (String argument : arguments) {
            String shown = secret ? "…" : argument.startsWith("--token=") ? "--token=…" : argument;
            line.append(' ').append(shown.matches("[A-Za-z0-9_./:=@%…-]+") ? shown : "'" + shown + "'");
            secret = argument.equals("--token");
        }
        return line.toString();
    }

    private int test(LoadCommand options, LoadPlan plan, RunSettings settings, List<Gate> gates, String command) {
        boolean terminal = Boolean.getBoolean("antiphon.terminal");
        Progress progress = new Progress(err, terminal);
        LoadRun run = new LoadRun(plan, settings, options.quiet ? (phase, sample, clients) -> {} : progress);
        CountDownLatch reported = new CountDownLatch(1);
        Thread interruption = interruption(run, reported);
        try {
            LoadResult result = run.run();
            if (!options.quiet) {
                progress.finish();
            }
            Report report = new Report(
                    version(),
                    command,
                    result,
                    gates.stream().map(gate -> gate.check(result)).toList());
            write(options, report);
            if (result.clients().connected() == 0) {
                err.println("antiphon-load: nobody could connect");
                return NOT_CONNECTED;
            }
            return report.passed() ? PASSED : FAILED;
        } catch (IOException e) {
            err.println("antiphon-load: " + e);
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } finally {
            reported.countDown();
            forget(interruption);
        }
    }

    /** Ctrl-C ends the test; the process waits until it has said what there is to say. */
    private static Thread interruption(LoadRun run, CountDownLatch reported) {
        Thread hook = new Thread(
                () -> {
                    run.stop();
                    try {
                        if (!reported.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                            System.err.println("antiphon-load: ended without a report");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "antiphon-load-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running, and waits for this thread.
        }
    }

    private void write(LoadCommand options, Report report) throws IOException {
        PrintStream text = "-".equals(options.json) ? err : out;
        text.print(TextReport.write(report));
        String json = options.json;
        if ("-".equals(json)) {
            out.print(JsonReport.write(report));
        } else if (json != null) {
            Files.writeString(Path.of(json), JsonReport.write(report));
        }
        Path page = options.report;
        if (page != null) {
            Files.writeString(page, HtmlReport.write(report));
        }
        out.flush();
    }

    /** The version in the manifest, or {@code unknown} outside a jar. */
    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
