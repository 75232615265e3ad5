// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The command {@code run}: a server in the foreground, from its start to its end. */
final class Run {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final int LOOK_MILLIS = 1_000;

    private final Home home;
    private final Options options;
    private final PrintStream out;
    private final PrintStream complaints;
    private final PidFile pidFile;
    private volatile boolean failed;

    Run(Home home, Options options, PrintStream out, PrintStream complaints) {
        this.home = home;
        this.options = options;
        this.out = out;
        this.complaints = complaints;
        this.pidFile = new PidFile(home.pidFile());
    }

    /** Returns when the server has been stopped from within; a signal ends the process instead, with status 0. */
    void run(long startedNanos) throws InterruptedException, IOException {
        pidFile.process().ifPresent(process -> {
            throw new LaunchException("already running from " + home.directory() + " (pid " + process.pid() + ")");
        });
        home.create();
        System.setProperty("antiphon.log", home.log().toString()); // For the paths in logback.xml.
        Features features = Features.read(
                home.features(),
                platform(),
                Map.of(
                        "antiphon.home", home.directory().toString(),
                        "antiphon.logging", home.logging().toString()));
        ConfigurationFolder folder = new ConfigurationFolder(home.conf(), complaints::println);
        folder.read();
        ConfigurationLayers layers = withPorts(features, folder);
        Map<String, Map<String, Object>> configurations = layers.over(folder.configurations());
        Files.deleteIfExists(home.readyFile());

        pidFile.write();
        try {
            Server server = Server.prepare(home, features, frameworkProperties());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "antiphon-stop"));
            ConfigurationWriter writer = server.startConfiguration();
            writer.write(configurations);
            String screen = server.startAll(START_PATIENCE);
            out.print(screen);
            out.printf(
                    Locale.ROOT,
                    "%n  Started in %.1f s. Ctrl-C stops, or: antiphon stop%n%n",
                    (System.nanoTime() - startedNanos) / 1e9);
            out.flush();
            Files.writeString(home.readyFile(), ProcessHandle.current().pid() + "\n");
            watch(folder, layers, writer);
            server.await();
        } catch (IOException | InterruptedException | RuntimeException e) {
            failed = true; // The exit to come runs the shutdown hook, which must not call this a clean end.
            throw e;
        } finally {
            Files.deleteIfExists(home.readyFile());
            pidFile.delete();
        }
    }

    /** The layers, once it is clear that the ports can be had; those picked hold as if they had been typed. */
    private ConfigurationLayers withPorts(Features features, ConfigurationFolder folder) {
        Map<String, Object> typed = new LinkedHashMap<>(options.configuration());
        ConfigurationLayers layers =
                new ConfigurationLayers(features.configurations(), Map.of(Options.TRANSPORT_PID, typed));
        Map<String, Map<String, Object>> configurations = layers.over(folder.configurations());
        Map<String, Object> transport = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        transport.putAll(configurations.getOrDefault(Options.MEDIA_PID, Map.of()));
        transport.putAll(configurations.getOrDefault(Options.TRANSPORT_PID, Map.of()));
        typed.putAll(Ports.settle(transport));
        return layers;
    }

    /** Keeps configuration in step with {@code conf/} while the server runs. */
    private void watch(ConfigurationFolder folder, ConfigurationLayers layers, ConfigurationWriter writer) {
        ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "antiphon-configuration");
            thread.setDaemon(true);
            return thread;
        });
        watcher.scheduleWithFixedDelay(
                () -> {
                    try {
                        for (Map.Entry<String, Map<String, Object>> changed :
                                writer.changedByOthers().entrySet()) {
                            folder.keep(changed.getKey(), changed.getValue());
                        }
                        if (folder.read()) {
                            writer.write(layers.over(folder.configurations()));
                        }
                    } catch (IOException | RuntimeException e) { // Thrown on, it would end the watch without a word.
                        complaints.println("configuration not taken over: " + e.getMessage());
                    }
                },
                LOOK_MILLIS,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** On a signal: the status of a process that ends by one is not 0 unless it is made so. */
    private void stop(Server server) {
        int status = 1;
        try {
            if (server.stop(STOP_PATIENCE)) {
                status = failed ? 1 : 0;
            } else {
                complaints.println("not all bundles stopped within " + STOP_PATIENCE.toSeconds() + " s");
            }
            Files.deleteIfExists(home.readyFile());
        } catch (IOException | InterruptedException e) {
            complaints.println(e.getMessage());
        } finally {
            pidFile.delete();
            Runtime.getRuntime().halt(status);
        }
    }

    private Map<String, String> frameworkProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("antiphon.home", home.directory().toString());
        properties.put("antiphon.version", Version.text());
        if (!Boolean.getBoolean("antiphon.terminal")) {
            // Gogo's shell stops the framework when its input ends, and there is none.
            properties.put("gosh.args", "--nointeractive");
        }
        return properties;
    }

    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch", "");
        return os + "-"
                + switch (architecture) {
                    case "amd64" -> "x86_64";
                    case "aarch64" -> "aarch_64";
                    default -> architecture;
                };
    }
}
