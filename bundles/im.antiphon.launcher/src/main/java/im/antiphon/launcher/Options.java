// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command line, understood.
 *
 * @param command what to do
 * @param home the folder given, or null where it is the distribution's own
 * @param configuration what the options say, as values of the transport's configuration
 * @param passed the options as they were typed, for a process that is started with the same ones
 */
record Options(Command command, @Nullable Path home, Map<String, Object> configuration, List<String> passed) {
    /** The configuration that the options speak of. */
    static final String TRANSPORT_PID = "im.antiphon.transport";

    /** Its neighbour, for what is the media's alone. */
    static final String MEDIA_PID = "im.antiphon.transport.media";

    static final String BIND = "bind";
    static final String HTTP = "httpPort";
    static final String HTTPS = "httpsPort";
    static final String ADVERTISE = "advertise";

    static final String USAGE =
            """
            usage: antiphon COMMAND [OPTION…]

              run        start in the foreground; Ctrl-C stops
              start      start in the background
              stop       stop what start or run has started
              status     tell whether it runs
              version    print the version
              help       print this

              --bind ADDRESS                   listen on this address (default 127.0.0.1)
              --http PORT                      HTTP and WebSocket (default 8080; 0 takes a free one)
              --https PORT                     HTTPS, and media over UDP (default 8443; 0 takes a free one)
              --advertise ADDRESS[,ADDRESS]    addresses that clients are told to send media to
              --home DIR                       where data, log, conf and plugins are

            Options go before what conf/ says; conf/*.cfg.json may be edited while the server runs.
            """;

    /** What the first word of the command line may be. */
    enum Command {
        RUN,
        START,
        STOP,
        STATUS,
        VERSION,
        HELP
    }

    /** @throws LaunchException where the line cannot be understood */
    static Options parse(List<String> line) {
        Command command = line.isEmpty() ? Command.HELP : command(line.get(0));
        Path home = null;
        Map<String, Object> configuration = new LinkedHashMap<>();
        List<String> passed = new ArrayList<>();
        for (int i = 1; i < line.size(); i += 2) {
            String option = line.get(i);
            if (option.equals("--help") || option.equals("-h")) {
                return new Options(Command.HELP, null, Map.of(), List.of());
            }
            if (i + 1 == line.size()) {
                throw new LaunchException(known(option) ? option + ": needs a value" : unknown(option));
            }
            String value = line.get(i + 1);
            switch (option) {
                case "--home" -> home = Path.of(value).toAbsolutePath().normalize();
                case "--bind" -> configuration.put(BIND, value);
                case "--http" -> configuration.put(HTTP, port(option, value));
                case "--https" -> configuration.put(HTTPS, port(option, value));
                case "--advertise" -> configuration.put(ADVERTISE, value.split(","));
                default -> throw new LaunchException(unknown(option));
            }
            passed.add(option);
            passed.add(value);
        }
        return new Options(command, home, Map.copyOf(configuration), List.copyOf(passed));
    }

    private static Command command(String word) {
        return switch (word) {
            case "run" -> Command.RUN;
            case "start" -> Command.START;
            case "stop" -> Command.STOP;
            case "status" -> Command.STATUS;
            case "version", "--version" -> Command.VERSION;
            case "help", "--help", "-h" -> Command.HELP;
            default -> throw new LaunchException(
                    "unknown command: " + word + " (expected: run, start, stop, status," + " version or help)");
        };
    }

    private static boolean known(String option) {
        return switch (option) {
            case "--home", "--bind", "--http", "--https", "--advertise" -> true;
            default -> false;
        };
    }

    private static String unknown(String option) {
        return "unknown option: " + option + " (antiphon help lists them)";
    }

    private static Integer port(String option, String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of range is.
        }
        throw new LaunchException(option + ": " + value + " (expected: 0..65535)");
    }
}
