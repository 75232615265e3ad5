// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.bus.PresenceEntry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node of a test: a cluster over some bus, and what it hears. */
final class TestNode implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    final String name;
    final LinkedCluster cluster;
    final MetricRegistry metrics = new MetricRegistry();
    final List<String> joined = new CopyOnWriteArrayList<>();
    final List<String> gone = new CopyOnWriteArrayList<>();
    final List<String> heard = new CopyOnWriteArrayList<>();
    volatile boolean breakerIsOpen;

    TestNode(String name, long incarnation, BusFactory bus) {
        this.name = name;
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        cluster = new LinkedCluster(
                new BusNode(name, incarnation),
                LinkSettings.DEFAULT,
                new LinkedCluster.Surroundings(bus::open, new OneBreaker(), metrics, thread, System::nanoTime));
        cluster.addListener(new ClusterListener() {
            @Override
            public void onNodeJoined(String node) {
                joined.add(node);
            }

            @Override
            public void onNodeGone(String node) {
                gone.add(node);
            }
        });
        cluster.handle("test", (from, message) -> heard.add(from + ":" + message.payload()));
        cluster.open();
    }

    void awaitNodes(String... names) {
        eventually(name + " sees " + List.of(names), () -> cluster.nodes().equals(Set.of(names)));
    }

    CompletionStage<@Nullable Void> send(String to, String text) {
        return cluster.send(to, new ClusterMessage("test", "subject", text));
    }

    PresenceEntry entry(String user, String session, boolean inCall) {
        return new PresenceEntry("default", user, "device", session, name, inCall);
    }

    long count(String metric) {
        return metrics.counter(metric).getCount();
    }

    @Override
    public void close() {
        cluster.close();
    }

    static void eventually(String what, BooleanSupplier isSo) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as("never happened: %s", what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** A breaker that the test opens. */
    private final class OneBreaker implements Breakers {
        @Override
        public <T extends @Nullable Object> T call(
                String downstream, Callable<? extends T> call, Callable<? extends T> fallback) throws Exception {
            return breakerIsOpen ? fallback.call() : call.call();
        }

        @Override
        public <T extends @Nullable Object> CompletionStage<T> callAsync(
                String downstream,
                Supplier<? extends CompletionStage<T>> call,
                Supplier<? extends CompletionStage<T>> fallback) {
            assertThat(downstream).isEqualTo("bus");
            return breakerIsOpen ? fallback.get() : call.get();
        }

        @Override
        public List<BreakerInfo> breakers() {
            return List.of();
        }
    }
}
