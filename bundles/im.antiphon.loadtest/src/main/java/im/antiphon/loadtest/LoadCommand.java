// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest;

import im.antiphon.loadtest.measure.Gate;
import im.antiphon.loadtest.plan.Churn;
import im.antiphon.loadtest.plan.Durations;
import im.antiphon.loadtest.plan.Endpoints;
import im.antiphon.loadtest.plan.LoadPlan;
import im.antiphon.loadtest.plan.Pace;
import im.antiphon.loadtest.plan.Population;
import im.antiphon.loadtest.plan.Ramp;
import im.antiphon.loadtest.plan.TalkPattern;
import im.antiphon.loadtest.run.RunSettings;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code antiphon-load}, and the plan that they make. */
@Command(
        name = "antiphon-load",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpAutoWidth = true,
        description = {
            "",
            "Sends real WebRTC publishers, listeners and callers (ICE, DTLS, SRTP) to a voice server and reports how they fared.",
            "Any server that speaks WHIP and WHEP will do; signaling clients speak Antiphon's signaling-v1.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all gates passed",
            "1:a gate failed",
            "2:the options are wrong",
            "3:nobody could connect",
            "130:ended by Ctrl-C; the report is written"
        },
        footer = {
            "",
            "Examples:",
            "  antiphon-load --publishers 5 --listeners 100 --rooms 10 --duration 30s",
            "  antiphon-load --participants 6 --rooms 50 --talk conversation --churn 20/s --report out.html",
            "  antiphon-load --whip 'https://sfu.example/whip/{room}/{s}' --whep 'https://sfu.example/whep/{room}/{s}' \\",
            "      --token-file token --gate p99=50ms --gate loss=0.5%% --json out.json",
            "",
            "Where nothing is said, a server at http://127.0.0.1:8080 gets a room of 3 publishers and 10 listeners for 10 s."
        })
final class LoadCommand {
    private static final int DEFAULT_PUBLISHERS = 3;
    private static final int DEFAULT_LISTENERS = 10;
    private static final int CLIENTS_PER_THREAD = 1_000;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Root of an Antiphon server, from which the next four follow (http://127.0.0.1:8080).")
    @Nullable
    String server;

    @Option(
            names = "--whip",
            paramLabel = "URL",
            description = "Where to publish; {room} and {s}, a publisher's number, are filled in.")
    @Nullable
    String whip;

    @Option(
            names = "--whep",
            paramLabel = "URL",
            description =
                    "Where to listen: with {s} one session for each publisher, else one session with a section for each.")
    @Nullable
    String whep;

    @Option(
            names = "--signaling",
            paramLabel = "URL",
            description = "WebSocket of signaling-v1, for --participants and --idle.")
    @Nullable
    String signaling;

    @Option(
            names = "--metrics",
            paramLabel = "URL",
            description = "Prometheus metrics of the server, for the graphs; 'none' for none.")
    @Nullable
    String metrics;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Bearer token. Others on the machine may see it: see --token-file.")
    @Nullable
    String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with the bearer token.")
    @Nullable
    Path tokenFile;

    @Option(names = "--insecure", description = "Trust any certificate.")
    boolean insecure;

    @Option(names = "--rooms", paramLabel = "N", description = "Rooms (1).")
    int rooms = 1;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            description = "WHIP publishers in each room (3 if nothing else is said).")
    @Nullable
    Integer publishers;

    @Option(
            names = "--listeners",
            paramLabel = "N",
            description = "WHEP listeners in each room, who hear all of it (10 if nothing else is said).")
    @Nullable
    Integer listeners;

    @Option(
            names = "--participants",
            paramLabel = "N",
            description = "Signaling clients with media both ways, in each room.")
    int participants;

    @Option(names = "--calls", description = "Participants of a room are in a call (invite, accept) instead.")
    boolean calls;

    @Option(names = "--idle", paramLabel = "N", description = "Signaling clients that are only signed in, in all.")
    int idle;

    @Option(names = "--room-prefix", paramLabel = "TEXT", description = "Rooms are called this and a number (load-).")
    String roomPrefix = "load-";

    @Option(
            names = "--talk",
            paramLabel = "PATTERN",
            description =
                    "everybody, one (at a time), conversation (spurts and pauses), nobody. Who is quiet sends as Opus with DTX (everybody).")
    String talk = "everybody";

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            description = "Of a voice's packet every 20 ms (80, for 32 kb/s).")
    int payload = 80;

    @Option(names = "--seed", paramLabel = "N", description = "Of who talks when and who leaves (1).")
    long seed = 1;

    @Option(
            names = "--ramp",
            paramLabel = "RATE",
            description = "How clients come: 50/s, 100/10s (stairs), all (50/s).")
    String ramp = "50/s";

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            description = "After which one who is not connected has failed (10s).")
    String connectTimeout = "10s";

    @Option(names = "--warm-up", paramLabel = "TIME", description = "From when all are there until figures count (2s).")
    String warmUp = "2s";

    @Option(names = "--duration", paramLabel = "TIME", description = "For which figures count (10s; 30m with --soak).")
    @Nullable
    String duration;

    @Option(
            names = "--churn",
            paramLabel = "RATE",
            description = "Leaves and joins in that time, together (0/s; 20/s with --soak).")
    @Nullable
    String churn;

    @Option(
            names = "--soak",
            description = "A long test: --duration 30m --churn 20/s --sample 10s, unless said otherwise.")
    boolean soak;

    @Option(names = "--sample", paramLabel = "TIME", description = "Between points of the graphs (1s).")
    @Nullable
    String sample;

    @Option(
            names = "--gate",
            paramLabel = "GATE",
            description = {
                "What has to hold, may be given again: loss=0.5%%, p99=50ms, mos=4.0@95%% and so on; 'none' for none. Of one name"
                        + " the last counts. (failed=0%%, ended=0, streams=100%%, loss=1%%, mos=4.0@95%%)",
                "Names: failed, ended, setup, streams, loss, stream-loss, p50, p99, p99.9, jitter, gap, mos."
            })
    List<String> gates = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures; - for standard output.")
    @Nullable
    String json;

    @Option(names = "--report", paramLabel = "FILE", description = "Write a page with graphs.")
    @Nullable
    Path report;

    @Option(names = "--server-pid", paramLabel = "PID", description = "Of a server on this machine, for its memory.")
    long serverPid;

    @Option(
            names = "--gc-log",
            paramLabel = "FILE",
            description = "Of the server's JVM (-Xlog:safepoint or -Xlog:gc), for its pauses.")
    @Nullable
    Path gcLog;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "For media (the one from which the server is reached).")
    @Nullable
    String bind;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "For media (one for each 1000 clients, at most as many as processors).")
    @Nullable
    Integer threads;

    @Option(names = "--quiet", description = "No progress.")
    boolean quiet;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "JSON object with options by their names; those on the line come after.")
    @Nullable
    Path scenario;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;

    /** @throws IllegalArgumentException where the options make none, naming the option */
    LoadPlan plan() {
        boolean unsaid = publishers == null && listeners == null && participants == 0 && idle == 0;
        Population population = new Population(
                rooms,
                publishers != null ? publishers : unsaid ? DEFAULT_PUBLISHERS : 0,
                listeners != null ? listeners : unsaid ? DEFAULT_LISTENERS : 0,
                participants,
                calls,
                idle);
        Pace pace = new Pace(
                Ramp.parse(ramp),
                time("connect-timeout", connectTimeout),
                time("warm-up", warmUp),
                time("duration", duration != null ? duration : soak ? "30m" : "10s"),
                Churn.parse(churn != null ? churn : soak ? "20/s" : "0/s"),
                time("sample", sample != null ? sample : soak ? "10s" : "1s"));
        return new LoadPlan(endpoints(), population, pace, TalkPattern.parse(talk), roomPrefix, payload, seed);
    }

    private static Duration time(String option, String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private Endpoints endpoints() {
        Endpoints all = Endpoints.of(server == null ? "http://127.0.0.1:8080" : server, bearerToken());
        // Somebody else's server has no metrics of ours, unless it is said where.
        boolean foreign = server == null && (whip != null || whep != null || signaling != null);
        String figures = metrics != null ? metrics : foreign ? "none" : all.metrics();
        return new Endpoints(
                whip != null ? whip : all.whip(),
                whep != null ? whep : all.whep(),
                signaling != null ? signaling : all.signaling(),
                "none".equals(figures) ? null : figures,
                all.bearerToken());
    }

    private @Nullable String bearerToken() {
        Path file = tokenFile;
        if (file == null) {
            return token;
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("token-file: " + file + " (expected: a file with a token)", e);
        }
    }

    RunSettings settings(LoadPlan plan) {
        int clients = plan.population().clients();
        int media = threads != null
                ? threads
                : Math.max(
                        1,
                        Math.min(
                                Runtime.getRuntime().availableProcessors(),
                                (clients + CLIENTS_PER_THREAD - 1) / CLIENTS_PER_THREAD));
        return new RunSettings(media, bindAddress(plan), insecure ? TrustEverybody.context() : null, serverPid, gcLog);
    }

    private InetAddress bindAddress(LoadPlan plan) {
        try {
            if (bind != null) {
                return InetAddress.getByName(bind);
            }
            Population population = plan.population();
            URI towards = population.publishers() + population.listeners() > 0
                    ? plan.endpoints().whip(plan.room(0), 0)
                    : URI.create(plan.endpoints().signaling());
            return addressTowards(towards);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("bind: " + bind + " (expected: an address of this machine)", e);
        }
    }

    /** The address that packets to there leave from; nothing is sent to find it out. */
    private static InetAddress addressTowards(URI server) {
        InetSocketAddress there = new InetSocketAddress(server.getHost(), Math.max(1, server.getPort()));
        if (there.isUnresolved()) {
            throw new IllegalArgumentException(server.getHost() + " (expected: the name of a host)");
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(there);
            return socket.getLocalAddress();
        } catch (IOException e) {
            throw new IllegalArgumentException(server.getHost() + " (expected: a host that can be reached)", e);
        }
    }

    /** Of one name the last counts; defaults hold unless they are named, or none are wanted. */
    List<Gate> gates() {
        List<Gate> all = new ArrayList<>(Gate.DEFAULTS);
        for (String text : gates) {
            if (text.equals("none")) {
                all.clear();
            } else {
                Gate gate = Gate.parse(text);
                all.removeIf(other -> other.metric() == gate.metric());
                all.add(gate);
            }
        }
        return all;
    }
}
