// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A process that holds connections, as many as its descriptors allow; {@link HeldConnections} starts it and tells it line by
 * line what to do. It ends when nothing more can come. One event loop does everything.
 */
final class ConnectionHolder implements HeldClient.Events {
    /** Beyond twice as many of one address to one port, the kernel looks long for a free port. */
    private static final int CONNECTIONS_PER_ADDRESS = 7_000;

    private static final int CONNECTING_AT_ONCE = 64;

    private final EventLoop loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
    private final Bootstrap bootstrap = new Bootstrap();
    private final int number;
    private final @Nullable SslContext tls;

    // confined to the loop
    private final List<HeldClient> open = new ArrayList<>();
    private long[] latencies = new long[1 << 16];
    private int latencyCount;
    private long pings;
    private int closed;
    private int failed;
    private int begun;
    private int wanted;
    private @Nullable CompletableFuture<Void> done;

    private ConnectionHolder(int port, int number, boolean secure) throws SSLException {
        this.number = number;
        tls = secure ? trusting() : null;
        bootstrap
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
                .remoteAddress("127.0.0.1", port);
    }

    private static SslContext trusting() throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .build();
    }

    /** Arguments: the port, the number among such processes, whether it is TLS that is spoken. */
    public static void main(String... arguments) throws Exception {
        ConnectionHolder holder = new ConnectionHolder(
                Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), Boolean.parseBoolean(arguments[2]));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            System.out.println(holder.execute(
                    words[0],
                    Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray()));
        }
        System.exit(0); // open connections are no reason to stay
    }

    private String execute(String command, int... numbers) throws InterruptedException, ExecutionException {
        CompletableFuture<Void> end = new CompletableFuture<>();
        loop.execute(() -> {
            done = end;
            switch (command) {
                case "open" -> {
                    wanted = begun + numbers[0];
                    for (int i = 0; i < Math.min(CONNECTING_AT_ONCE, numbers[0]); i++) {
                        connectNext();
                    }
                }
                case "goodbye" -> {
                    List.copyOf(open).forEach(HeldClient::sayGoodbye);
                    endIfAllAreClosed();
                }
                case "ask" -> ask(numbers[0], numbers[1]);
                case "count" -> end.complete(null);
                default -> end.completeExceptionally(new IllegalArgumentException(command));
            }
        });
        end.get();
        return loop.submit(this::report).get();
    }

    /** The counts, then median and 99th percentile of what was asked since the last report, in µs. */
    private String report() {
        long[] sorted = Arrays.copyOf(latencies, latencyCount);
        Arrays.sort(sorted);
        latencyCount = 0;
        long median = sorted.length == 0 ? 0 : sorted[sorted.length / 2] / 1_000;
        long percentile99 = sorted.length == 0 ? 0 : sorted[sorted.length * 99 / 100] / 1_000;
        return open.size() + " " + failed + " " + closed + " " + pings + " " + sorted.length + " " + median + " "
                + percentile99;
    }

    private void connectNext() {
        if (begun == wanted) {
            if (open.size() + failed + closed >= wanted && done != null) {
                done.complete(null);
            }
            return;
        }
        HeldClient client = new HeldClient(this, "u" + number + "-" + begun, tls != null);
        int address = begun / CONNECTIONS_PER_ADDRESS + 1;
        begun++;
        bootstrap
                .clone()
                .handler(pipeline(client))
                .localAddress(new InetSocketAddress("127.0." + address + "." + (number + 1), 0))
                .connect()
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        System.err.println(connected.cause());
                        failed++;
                        connectNext();
                    }
                });
    }

    private ChannelInitializer<Channel> pipeline(HeldClient client) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (tls != null) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                channel.pipeline().addLast(client);
            }
        };
    }

    /** So many a second, evenly, by one client after the other. */
    private void ask(int perSecond, int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long step = Math.max(1, open.size() / ((long) perSecond * seconds));
        askNext(0, (int) step, TimeUnit.SECONDS.toNanos(1) / perSecond, end);
    }

    private void askNext(int index, int step, long pauseNanos, long endNanos) {
        if (System.nanoTime() - endNanos >= 0) {
            if (done != null) {
                done.complete(null);
            }
            return;
        }
        open.get(index % open.size()).ask();
        loop.schedule(() -> askNext(index + step, step, pauseNanos, endNanos), pauseNanos, TimeUnit.NANOSECONDS);
    }

    private void endIfAllAreClosed() {
        if (open.isEmpty() && done != null) {
            done.complete(null);
        }
    }

    @Override
    public void onOpen(HeldClient client) {
        open.add(client);
        connectNext();
    }

    @Override
    public void onPing() {
        pings++;
    }

    @Override
    public void onAnswer(long nanos) {
        if (latencyCount == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * latencyCount);
        }
        latencies[latencyCount++] = nanos;
    }

    @Override
    public void onClosed(HeldClient client, boolean opened) {
        if (opened) {
            closed++;
            open.remove(client);
            endIfAllAreClosed();
        } else {
            failed++;
            connectNext();
        }
    }
}
