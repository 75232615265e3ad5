// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.RedisProcess;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What signaling costs beside a plain WebSocket echo, in one run: messages through one node, and through two over Redis; how
 * soon an invited device rings; what a heartbeat takes. {@code ./dev bench signaling} runs it.
 */
final class SignalingBenchmark {
    private static final long MILLIS = Long.getLong("antiphon.bench.millis", 3_000);
    private static final int ROUNDS = 2;
    private static final int WAYS = 16;
    private static final int WINDOW = 8;
    private static final int CALLS = 500;
    private static final int IDLE = Integer.getInteger("antiphon.bench.idle", 2_000);
    private static final int CONNECTING_AT_ONCE = 100;

    @TempDir
    private Path folder;

    private final LoadClients clients = new LoadClients();
    private final StringBuilder table = new StringBuilder();

    @Test
    void signalingBesideAPlainEcho() throws Exception {
        try (clients;
                PlainEcho echo = new PlainEcho();
                RedisProcess redis = RedisProcess.startForgetful(Files.createDirectory(folder.resolve("redis")));
                RunningServer alone = start("alone", "local", redis);
                RunningServer first = start("n1", "redis", redis);
                RunningServer second = start("n2", "redis", redis)) {
            List<LoadClients.Client> senders = users(alone, "s");
            List<LoadClients.Client> hearers = users(alone, "h");
            List<LoadClients.Client> near = users(first, "n");
            List<LoadClients.Client> far = users(second, "f");
            List<LoadClients.Client> echoes = echoes(echo);
            for (int round = 0; round <= ROUNDS; round++) {
                String name = round == 0 ? "warming up: " : round + ": ";
                for (int window : round == 0 ? new int[] {WINDOW} : new int[] {1, WINDOW}) {
                    int ways = window == 1 ? 1 : WAYS;
                    title(name + ways * window + " messages under way");
                    Load plain = messages(echoes, echoes, ways).run(window, MILLIS, echo.pid());
                    row("plain echo", plain, plain);
                    row("one node", messages(senders, hearers, ways).run(window, MILLIS, alone.pid()), plain);
                    row(
                            "two nodes over Redis",
                            messages(near, far, ways).run(window, MILLIS, first.pid(), second.pid()),
                            plain);
                    if (window == 1) {
                        LoadClients.Client callee = hearers.get(0);
                        row(
                                "invite → ringing, one node",
                                new CallLoad(senders.get(0), callee, "h0").run(CALLS, alone.pid()),
                                plain);
                    }
                }
            }
            // Their heartbeats would be counted with those of the idle.
            Stream.of(senders, hearers, near, far, echoes).flatMap(List::stream).forEach(LoadClients.Client::close);
            heartbeats(echo, alone);
        }
        System.out.println(table);
    }

    private void heartbeats(PlainEcho echo, RunningServer server) throws Exception {
        title(IDLE + " idle connections, a heartbeat a second");
        List<CompletableFuture<LoadClients.Client>> idle = new ArrayList<>();
        Load plain = heartbeats(idle, () -> clients.connect(echo.uri()), echo.pid());
        row("plain echo", plain, plain);
        Load ours =
                heartbeats(idle, () -> SignalingUser.connecting(clients, server, "idle" + idle.size()), server.pid());
        row("one node", ours, plain);
        // Less than half of what is due would say that it is not heartbeats that were measured.
        assertThat(ours.perSecond()).isGreaterThan(IDLE / 2.0);
    }

    /** What idle connections take beyond what the process takes without them, for each ping. */
    private Load heartbeats(
            List<CompletableFuture<LoadClients.Client>> idle,
            Supplier<CompletableFuture<LoadClients.Client>> connect,
            long pid)
            throws Exception {
        double without = idleCpuMicros(pid);
        while (idle.size() < IDLE) {
            List<CompletableFuture<LoadClients.Client>> some = IntStream.range(0, CONNECTING_AT_ONCE)
                    .mapToObj(i -> {
                        CompletableFuture<LoadClients.Client> one = connect.get();
                        idle.add(one);
                        return one;
                    })
                    .toList();
            CompletableFuture.allOf(some.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        }
        idleCpuMicros(pid); // lets the connecting settle
        long pings = clients.pings();
        long began = System.nanoTime();
        double with = idleCpuMicros(pid);
        long counted = clients.pings() - pings;
        double seconds = (System.nanoTime() - began) / 1e9;
        for (CompletableFuture<LoadClients.Client> each : idle) {
            each.join().close();
        }
        idle.clear();
        return new Load(counted, counted / seconds, 0, 0, (with - without) / counted);
    }

    private static double idleCpuMicros(long pid) {
        ProcessTime cpu = new ProcessTime(pid);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        return cpu.micros();
    }

    private MessageLoad messages(List<LoadClients.Client> from, List<LoadClients.Client> to, int ways) {
        MessageLoad load = new MessageLoad(clients.loop());
        for (int i = 0; i < ways; i++) {
            LoadClients.Client hearer = to.get(i);
            load.way(from.get(i), from == to ? "nobody" : SignalingUser.session(hearer), hearer);
        }
        return load;
    }

    private List<LoadClients.Client> users(RunningServer server, String name) throws Exception {
        List<LoadClients.Client> users = new ArrayList<>();
        for (int i = 0; i < WAYS; i++) {
            users.add(SignalingUser.connect(clients, server, name + i));
        }
        return users;
    }

    private List<LoadClients.Client> echoes(PlainEcho echo) throws Exception {
        List<LoadClients.Client> connected = new ArrayList<>();
        URI uri = echo.uri();
        for (int i = 0; i < WAYS; i++) {
            connected.add(clients.connect(uri).get(60, TimeUnit.SECONDS));
        }
        return connected;
    }

    private RunningServer start(String node, String bus, RedisProcess redis) throws Exception {
        Path home = Files.createDirectory(folder.resolve(node));
        Path conf = Files.createDirectory(home.resolve("conf"));
        Files.writeString(conf.resolve("im.antiphon.core.node.cfg.json"), "{\"node.id\":\"" + node + "\"}");
        Files.writeString(conf.resolve("im.antiphon.core.plugins.cfg.json"), "{\"bus\":\"" + bus + "\"}");
        Files.writeString(conf.resolve("im.antiphon.bus.redis.cfg.json"), "{\"uri\":\"" + redis.uri() + "\"}");
        Files.writeString(
                conf.resolve("im.antiphon.transport.cfg.json"),
                "{\"heartbeatSeconds\":1,\"heartbeatTimeoutSeconds\":30}");
        Files.writeString(
                conf.resolve("im.antiphon.limit.tokenbucket.cfg.json"),
                "{\"session.per.second\":0,\"user.per.second\":0,\"tenant.per.second\":0,\"address.per.second\":0}");
        return RunningServer.start(home);
    }

    private void title(String text) {
        table.append(String.format(
                Locale.ROOT,
                "%n%s (JDK %s, %d processors, load %.1f)%n",
                text,
                Runtime.version().feature(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        table.append(Load.header());
    }

    private void row(String name, Load load, Load echo) {
        String line = load.beside(name, echo);
        System.out.print(line);
        table.append(line);
    }
}
