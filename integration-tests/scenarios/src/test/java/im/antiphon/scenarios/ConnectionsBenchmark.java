// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What connections cost that are held and idle: sessions of signaling at the assembled product, in as many processes as the
 * limit of descriptors needs, beside connections to a {@link LeanEcho} in the same run; plain, and over TLS. {@code ./dev
 * bench connections} runs it.
 *
 * <p>The product runs with its defaults, but for the rate at which one address may connect, since all come from a few.
 */
final class ConnectionsBenchmark {
    private static final int CONNECTIONS = Integer.getInteger("antiphon.bench.connections", 51_000);
    private static final int SECURE_CONNECTIONS =
            Integer.getInteger("antiphon.bench.secure", Math.min(CONNECTIONS, 17_000));
    private static final int SECONDS = Integer.getInteger("antiphon.bench.seconds", 300);

    /** Each takes a descriptor of the server and one of its holder; 20,000 is a common limit. */
    private static final int MOST_PER_PROCESS = 17_000;

    @TempDir
    private Path folder;

    @Test
    void manyConnectionsBesideAPlainEcho() throws Exception {
        List<String> lines = new ArrayList<>();
        for (boolean secure : new boolean[] {false, true}) {
            int connections = secure ? SECURE_CONNECTIONS : CONNECTIONS;
            if (connections == 0) {
                continue;
            }
            List<Path> homes = homes(secure, connections);
            HeldLoad product;
            try (Servers servers = Servers.start(homes)) {
                product = new HeldLoad.Run(servers.pids(), servers.ports(secure), secure)
                        .hold(connections, SECONDS, HeldConnections::sayGoodbye);
            }
            HeldLoad plain;
            Path certificate = homes.get(0).resolve("data/tls");
            try (LeanEcho echo = secure
                    ? new LeanEcho(ProcessMemory.options(), certificate)
                    : new LeanEcho(ProcessMemory.options())) {
                plain = new HeldLoad.Run(List.of(echo.pid()), List.of(echo.port()), secure)
                        .hold(Math.min(connections, MOST_PER_PROCESS), Math.min(SECONDS, 120), holder -> {});
            }
            lines.add(title(secure));
            lines.add(plain.beside("plain echo", plain));
            lines.add(product.beside("signaling, " + homes.size() + " processes", plain));
            lines.forEach(System.out::print);
            assertThat(product.failed()).describedAs("never open").isZero();
            assertThat(product.closed()).describedAs("no longer open").isZero();
        }
    }

    private List<Path> homes(boolean secure, int connections) throws Exception {
        List<Path> homes = new ArrayList<>();
        for (int i = 0; i * MOST_PER_PROCESS < connections; i++) {
            Path home = Files.createDirectory(folder.resolve((secure ? "secure-" : "plain-") + i));
            Path conf = Files.createDirectory(home.resolve("conf"));
            Files.writeString(conf.resolve("im.antiphon.limit.tokenbucket.cfg.json"), "{\"address.per.second\":0}");
            homes.add(home);
        }
        return homes;
    }

    private static String title(boolean secure) {
        return String.format(
                Locale.ROOT,
                "%n%s (JDK %s, %d processors, load %.1f)%n%s",
                secure ? "TLS" : "Plain",
                Runtime.version().feature(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                HeldLoad.header());
    }

    /** The processes of the product. */
    private record Servers(List<RunningServer> running) implements AutoCloseable {
        static Servers start(List<Path> homes) throws Exception {
            Servers servers = new Servers(new ArrayList<>());
            try {
                for (Path home : homes) {
                    servers.running.add(RunningServer.start(home, String.join(" ", ProcessMemory.options())));
                }
                return servers;
            } catch (Exception | AssertionError e) {
                servers.close();
                throw e;
            }
        }

        List<Long> pids() {
            return running.stream().map(RunningServer::pid).toList();
        }

        List<Integer> ports(boolean secure) {
            return running.stream()
                    .map(server -> secure ? server.httpsPort() : server.httpPort())
                    .toList();
        }

        @Override
        public void close() {
            running.forEach(RunningServer::kill);
        }
    }
}
