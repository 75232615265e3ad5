// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import com.sun.management.ThreadMXBean;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.api.routing.RoutingTable;
import im.antiphon.core.routing.RendezvousStrategy;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private static final List<RoutingNode> NODES = List.of(node("a"), node("b"), node("c"));

    private final PluginSlot<RoutingStrategyFactory> slot = new PluginSlot<>(
            PluginKind.ROUTING, new PluginJournal(new MetricRegistry(), () -> 1_700_000_000_000L), () -> 0);
    private final SlottedRouting routing = new SlottedRouting(slot);
    private long nextServiceId = 100;

    @Test
    void answersByWeightOfItsOwnWhileThereIsNoPlugin() {
        RoutingTable table = routing.open(NODES);
        assertThat(table.servedBy()).isEqualTo("built-in");
        assertThat(table.route("key")).isIn(NODES);
        assertThat(routing.open(List.of()).route("key")).isNull();
    }

    @Test
    void goesOnWithTheBestPluginWhicheverComesAndGoes() {
        RoutingTable table = routing.open(NODES);
        long low = bind("low", 0, always(0));
        assertThat(table.servedBy()).isEqualTo("low@1.0.0");
        assertThat(table.route("key")).isEqualTo(NODES.get(0));
        long high = bind("high", 5, always(1));
        assertThat(table.servedBy()).isEqualTo("high@1.0.0");
        assertThat(table.route("key")).isEqualTo(NODES.get(1));
        assertThat(slot.unbind(high)).isTrue();
        assertThat(table.route("key")).isEqualTo(NODES.get(0));
        assertThat(slot.unbind(low)).isTrue();
        assertThat(table.servedBy()).isEqualTo("built-in");
        assertThat(table.route("key")).isIn(NODES);
    }

    @Test
    void theConfiguredPluginServesBeforeAnyRanking() {
        RoutingTable table = routing.open(NODES);
        bind("high", 5, always(1));
        bind("chosen", -5, always(2));
        routing.configure("chosen", SlottedRouting.DEFAULT_DIMENSIONS, SlotSettings.DEFAULT);
        assertThat(table.servedBy()).isEqualTo("chosen@1.0.0");
        assertThat(table.route("key")).isEqualTo(NODES.get(2));
    }

    @Test
    void otherNodesAreInForceOnceTheyAreReplaced() {
        bind("first", 0, always(0));
        RoutingTable table = routing.open(NODES);
        List<RoutingNode> others = List.of(node("x"), node("y"));
        table.replaceNodes(others);
        assertThat(table.nodes()).isEqualTo(others);
        assertThat(table.route("key")).isEqualTo(node("x"));
        table.replaceNodes(List.of());
        assertThat(table.route("key")).isNull();
        assertThat(slot.list().get(0).users()).isEqualTo(1);
    }

    @Test
    void aNodeTwiceIsAMisuse() {
        assertThatThrownBy(() -> routing.open(List.of(node("a"), node("a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nodes: a twice (expected: ids that differ)");
        RoutingTable table = routing.open(NODES);
        assertThatThrownBy(() -> table.replaceNodes(List.of(node("a"), node("a"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(table.nodes()).isEqualTo(NODES);
    }

    @Test
    void tagsDecideByTheConfiguredDimensionsAndFollowAChangeOfThem() {
        bind("first", 0, always(0));
        RoutingTable table = routing.open(List.of(
                node("stable"),
                new RoutingNode("canary", 1, 0, Map.of("env", "v2-*")),
                new RoutingNode("ring", 1, 0, Map.of("ring", "inner"))));
        assertThat(id(table.route("key", Map.of("env", "v2-blue")))).isEqualTo("canary");
        assertThat(id(table.route("key", Map.of("ring", "inner")))).isEqualTo("stable");
        routing.configure("", List.of("ring"), SlotSettings.DEFAULT);
        assertThat(id(table.route("key", Map.of("ring", "inner")))).isEqualTo("ring");
        assertThat(id(table.route("key", Map.of("env", "v2-blue")))).isEqualTo("stable");
    }

    @Test
    void aStrategyThatThrowsHasFailedTheTableAndTheNextBestAnswersTheSameLookUp() {
        bind("sound", 0, always(2));
        bind("broken", 5, nodes -> key -> {
            throw new IllegalStateException("made to fail");
        });
        RoutingTable table = routing.open(NODES);
        assertThat(table.servedBy()).isEqualTo("broken@1.0.0");
        assertThat(table.route("key")).isEqualTo(NODES.get(2));
        assertThat(table.servedBy()).isEqualTo("sound@1.0.0");
        assertThat(slot.list()).anySatisfy(info -> {
            assertThat(info.name()).isEqualTo("broken");
            assertThat(info.failures()).isEqualTo(1);
            assertThat(info.users()).isZero();
        });
    }

    @Test
    void whereAllPluginsFailALookUpIsAnsweredWithoutThem() {
        for (int i = 0; i < 3; i++) {
            bind("broken-" + i, i, nodes -> key -> {
                throw new StackOverflowError("made to fail");
            });
        }
        RoutingTable table = routing.open(NODES);
        for (int i = 0; i < 20; i++) {
            assertThat(table.route("key-" + i)).isIn(NODES);
        }
    }

    @Test
    void aStrategyThatNamesNobodyHasFailed() {
        bind("mute", 5, nodes -> key -> null);
        RoutingTable table = routing.open(NODES);
        assertThat(table.route("key")).isIn(NODES);
        assertThat(table.servedBy()).isEqualTo("built-in");
    }

    @Test
    void aPluginThatFailsToCreateIsQuarantinedAndReleasedOfAllUse() {
        bind("sound", 0, always(1));
        RoutingTable table = routing.open(NODES);
        bind("broken", 5, nodes -> {
            throw new IllegalStateException("made to fail");
        });
        for (int i = 0; i < 5; i++) {
            table.replaceNodes(NODES);
            assertThat(table.route("key")).isEqualTo(NODES.get(1));
        }
        assertThat(slot.list()).anySatisfy(info -> {
            assertThat(info.name()).isEqualTo("broken");
            assertThat(info.state()).isEqualTo(PluginState.QUARANTINED);
        });
        assertThat(slot.list().get(0).users()).isEqualTo(1);
        table.close();
        assertThat(slot.list()).allSatisfy(info -> assertThat(info.users()).isZero());
    }

    @Test
    void aClosedTableAnswersStillButHoldsNoPlugin() {
        long plugin = bind("first", 0, always(0));
        RoutingTable table = routing.open(NODES);
        table.close();
        table.replaceNodes(List.of(node("x")));
        assertThat(table.route("key")).isEqualTo(node("x"));
        assertThat(table.servedBy()).isEqualTo("built-in");
        assertThat(slot.unbind(plugin)).isTrue();
    }

    @Test
    void aPluginIsNotLetGoWhileALookUpIsInsideIt() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        routing.configure("", List.of(), new SlotSettings(TimeUnit.SECONDS.toNanos(60), 3, 1));
        long plugin = bind("slow", 0, nodes -> key -> {
            inside.countDown();
            await(goOn);
            return nodes.get(0);
        });
        RoutingTable table = routing.open(NODES);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> lookUp = threads.submit(() -> table.route("key"));
            await(inside);
            Future<Boolean> gone = threads.submit((Callable<Boolean>) () -> slot.unbind(plugin));
            while (!table.servedBy().equals("built-in")) {
                Thread.onSpinWait();
            }
            assertThat(table.route("key")).isIn(NODES);
            assertThat(gone.isDone()).isFalse();
            goOn.countDown();
            assertThat(lookUp.get(30, TimeUnit.SECONDS)).isEqualTo(NODES.get(0));
            assertThat(gone.get(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void hundredsOfSwapsAndChangesOfNodesFailNoLookUpAndUseNoPluginThatHasGone() throws Exception {
        routing.configure("", List.of(), new SlotSettings(TimeUnit.SECONDS.toNanos(60), 3, 1));
        RoutingTable table = routing.open(NODES);
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicLong violations = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<Long>> callers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            callers.add(threads.submit(() -> {
                long unanswered = 0;
                for (int key = 0; running.get(); key++) {
                    unanswered += table.route("key-" + (key & 1023)) == null ? 1 : 0;
                }
                return unanswered;
            }));
        }
        long serving = -1;
        AtomicBoolean servingGone = new AtomicBoolean();
        for (int version = 0; version < 300; version++) {
            AtomicBoolean gone = new AtomicBoolean();
            long next = bind("swapped", version, nodes -> guarded(nodes, gone, violations));
            if (serving >= 0) {
                assertThat(slot.unbind(serving)).isTrue();
                servingGone.set(true);
            }
            serving = next;
            servingGone = gone;
            table.replaceNodes(version % 2 == 0 ? List.of(node("x"), node("y")) : NODES);
        }
        running.set(false);
        for (Future<Long> caller : callers) {
            assertThat(caller.get(30, TimeUnit.SECONDS)).isZero();
        }
        threads.shutdown();
        assertThat(violations).hasValue(0);
        assertThat(slot.list()).hasSize(1);
        assertThat(slot.list().get(0).failures()).isZero();
        assertThat(slot.list().get(0).users()).isEqualTo(1);
    }

    @Test
    void nothingKeepsAPluginThatHasGone() {
        RoutingTable table = routing.open(NODES);
        List<WeakReference<RoutingStrategyFactory>> gone = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            gone.add(serveForAWhile(table));
        }
        for (int attempt = 0;
                attempt < 100 && gone.stream().anyMatch(reference -> reference.get() != null);
                attempt++) {
            System.gc();
        }
        assertThat(gone).allMatch(reference -> reference.get() == null);
        assertThat(table.servedBy()).isEqualTo("built-in");
    }

    @Test
    void aLookUpThroughTheTableAllocatesNothing() {
        bind("rendezvous", 0, RendezvousStrategy::new);
        RoutingTable table = routing.open(NODES);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int found = 0;
        long before = 0;
        for (int i = 0; i < 120_000; i++) {
            if (i == 20_000) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            found += table.route("key") == null ? 0 : 1;
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4096);
        assertThat(found).isEqualTo(120_000);
    }

    private WeakReference<RoutingStrategyFactory> serveForAWhile(RoutingTable table) {
        RoutingStrategyFactory factory = new RoutingStrategyFactory() {
            @Override
            public RoutingStrategy create(List<RoutingNode> nodes) {
                return key -> nodes.get(hashCode() & 1);
            }
        };
        long id = bind("short-lived", 0, factory);
        assertThat(table.route("key")).isIn(NODES);
        assertThat(slot.unbind(id)).isTrue();
        return new WeakReference<>(factory);
    }

    private static RoutingStrategy guarded(List<RoutingNode> nodes, AtomicBoolean gone, AtomicLong violations) {
        List<RoutingNode> copy = List.copyOf(nodes);
        return key -> {
            if (gone.get()) {
                violations.incrementAndGet();
            }
            return copy.get(key.length() % copy.size());
        };
    }

    private static RoutingStrategyFactory always(int index) {
        return nodes -> nodes.isEmpty() ? key -> null : key -> nodes.get(Math.min(index, nodes.size() - 1));
    }

    private long bind(String name, int ranking, RoutingStrategyFactory factory) {
        long serviceId = nextServiceId++;
        slot.bind(new PluginIdentity(name, PluginVersion.parse("1.0.0"), "test." + name, ranking, serviceId), factory);
        return serviceId;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interruption) {
            throw new AssertionError(interruption);
        }
    }

    private static String id(@Nullable RoutingNode node) {
        return Objects.requireNonNull(node).id();
    }

    private static RoutingNode node(String id) {
        return new RoutingNode(id, 1, 0, Map.of());
    }
}
