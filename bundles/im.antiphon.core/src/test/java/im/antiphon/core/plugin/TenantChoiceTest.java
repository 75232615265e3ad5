// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.plugin.PluginSwap;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.api.routing.RoutingTable;
import im.antiphon.core.breaker.GuardedCalls;
import im.antiphon.core.routing.RendezvousStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** One tenant is served by another plugin than the rest, and that is changed while products run. */
class TenantChoiceTest {
    private final PluginBench bench = new PluginBench();
    private final SlottedCongestionControllers controllers = new SlottedCongestionControllers(bench.slot);

    private ManagedCongestionController open(String tenant) {
        return controllers.open(tenant, PluginBench.LIMITS, RandomGenerator.getDefault(), Runnable::run);
    }

    private void choose(String name, Map<String, String> byTenant) {
        bench.slot.configure(new PluginSelection(name, byTenant), SlotSettings.DEFAULT);
    }

    @Test
    void aTenantIsServedByItsChoiceAndTheOthersByTheGeneralOne() {
        bench.bind("low", "1.0.0", 0, PluginBench.steady());
        bench.bind("high", "1.0.0", 5, PluginBench.steady());
        choose("", Map.of("acme", "low"));
        assertThat(open("acme").servedBy()).isEqualTo("low@1.0.0");
        assertThat(open("other").servedBy()).isEqualTo("high@1.0.0");
        assertThat(controllers
                        .open(PluginBench.LIMITS, RandomGenerator.getDefault(), Runnable::run)
                        .servedBy())
                .isEqualTo("high@1.0.0");
        assertThat(bench.slot.list()).extracting(PluginInfo::state).containsOnly(PluginState.SERVING);
        assertThat(bench.slot.list().get(0).name()).isEqualTo("high");
    }

    @Test
    void runningProductsOfThatTenantAloneMigrateWhenItsChoiceChanges() {
        bench.bind("low", "1.0.0", 0, PluginBench.steady());
        bench.bind("high", "1.0.0", 5, PluginBench.climbing(7_000));
        ManagedCongestionController acme = open("acme");
        ManagedCongestionController other = open("other");
        acme.onFeedback(0, PluginBench.feedback());
        choose("", Map.of("acme", "low"));
        assertThat(acme.servedBy()).isEqualTo("low@1.0.0");
        assertThat(acme.targetBitsPerSecond())
                .as("seeded by what served before")
                .isEqualTo(107_000);
        assertThat(other.servedBy()).isEqualTo("high@1.0.0");
        choose("low", Map.of("acme", "high"));
        assertThat(acme.servedBy()).isEqualTo("high@1.0.0");
        assertThat(other.servedBy()).isEqualTo("low@1.0.0");
        choose("low", Map.of());
        assertThat(acme.servedBy()).isEqualTo("low@1.0.0");
    }

    @Test
    void aChoiceThatIsNotThereOrInQuarantineLeavesTheTenantToTheNextBest() {
        choose("", Map.of("acme", "special"));
        bench.bind("high", "1.0.0", 5, PluginBench.steady());
        ManagedCongestionController acme = open("acme");
        assertThat(acme.servedBy()).isEqualTo("high@1.0.0");
        long special = bench.bind("special", "1.0.0", 0, PluginBench.steady());
        assertThat(acme.servedBy()).isEqualTo("special@1.0.0");
        assertThat(bench.slot.quarantine("special", QuarantineCause.ORDERED, "to see"))
                .isTrue();
        assertThat(acme.servedBy()).isEqualTo("high@1.0.0");
        assertThat(bench.slot.releaseQuarantine("special")).isTrue();
        assertThat(acme.servedBy()).isEqualTo("special@1.0.0");
        assertThat(bench.slot.unbind(special)).isTrue();
        assertThat(acme.servedBy()).isEqualTo("high@1.0.0");
    }

    @Test
    void theChangeOfOneTenantIsASwap() {
        bench.bind("low", "1.0.0", 0, PluginBench.steady());
        bench.bind("high", "1.0.0", 5, PluginBench.steady());
        int before = bench.journal.swaps().size();
        choose("", Map.of("acme", "low"));
        choose("", Map.of("acme", "low", "b", "high"));
        assertThat(bench.journal.swaps()).hasSize(before + 1);
        PluginSwap swap = bench.journal.swaps().get(0);
        assertThat(swap.from()).isEqualTo("high@1.0.0");
        assertThat(swap.to()).isEqualTo("low@1.0.0");
    }

    @Test
    void tablesAndBreakersFollowTheirTenantToo() throws Exception {
        PluginSlot<RoutingStrategyFactory> strategies =
                new PluginSlot<>(PluginKind.ROUTING, bench.journal, () -> bench.nowNanos);
        strategies.bind(identity("one", 5, 1), RendezvousStrategy::new);
        strategies.bind(identity("two", 0, 2), RendezvousStrategy::new);
        SlottedRouting routing = new SlottedRouting(strategies);
        RoutingTable acme = routing.open("acme", List.of(new RoutingNode("a", 1, 0, Map.of())));
        RoutingTable other = routing.open(List.of());
        routing.configure(new PluginSelection("", Map.of("acme", "two")), List.of(), SlotSettings.DEFAULT);
        assertThat(acme.servedBy()).isEqualTo("two@1.0.0");
        assertThat(acme.route("key")).isNotNull();
        assertThat(other.servedBy()).isEqualTo("one@1.0.0");

        PluginSlot<CircuitBreakerFactory> breakers =
                new PluginSlot<>(PluginKind.BREAKER, bench.journal, () -> bench.nowNanos);
        GuardedCalls calls = new GuardedCalls(breakers, new MetricRegistry(), () -> bench.nowNanos);
        assertThat(calls.call("storage", () -> "general", () -> "no").toString())
                .isEqualTo("general");
        assertThat(calls.call("acme {1}", "storage", () -> "own", () -> "no").toString())
                .isEqualTo("own");
        assertThat(calls.breakers())
                .extracting(BreakerInfo::downstream)
                .containsExactly("acme+%7B1%7D/storage", "storage");
    }

    @Test
    void noCallIsLostWhileChoicesChangeUnderRunningProducts() throws Exception {
        bench.bind("low", "1.0.0", 0, PluginBench.steady());
        bench.bind("high", "1.0.0", 5, PluginBench.steady());
        PluginSlot<RoutingStrategyFactory> strategies =
                new PluginSlot<>(PluginKind.ROUTING, bench.journal, () -> bench.nowNanos);
        strategies.bind(identity("one", 5, 1), RendezvousStrategy::new);
        strategies.bind(identity("two", 0, 2), RendezvousStrategy::new);
        SlottedRouting routing = new SlottedRouting(strategies);
        List<RoutingTable> tables = new ArrayList<>();
        for (String tenant : List.of("default", "acme", "b")) {
            tables.add(routing.open(
                    tenant, List.of(new RoutingNode("a", 1, 0, Map.of()), new RoutingNode("b", 1, 0, Map.of()))));
        }
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicLong lost = new AtomicLong();
        CountDownLatch called = new CountDownLatch(3 * 1_000);
        List<Thread> threads = new ArrayList<>();
        for (RoutingTable table : tables) {
            Thread thread = new Thread(() -> {
                while (running.get() || called.getCount() > 0) {
                    if (table.route("key") == null) {
                        lost.incrementAndGet();
                    }
                    called.countDown();
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (int change = 0; change < 500; change++) {
            routing.configure(
                    new PluginSelection(change % 3 == 0 ? "two" : "", Map.of("acme", change % 2 == 0 ? "one" : "two")),
                    List.of(),
                    SlotSettings.DEFAULT);
        }
        called.await();
        running.set(false);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(lost).hasValue(0);
        assertThat(tables.get(0).servedBy()).isEqualTo("one@1.0.0");
        assertThat(tables.get(1).servedBy()).isEqualTo("two@1.0.0");
        tables.forEach(RoutingTable::close);
        assertThat(strategies.list()).extracting(PluginInfo::users).containsOnly(0);
    }

    @Test
    void aTenantHasAName() {
        assertThatThrownBy(() -> open(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    private static PluginIdentity identity(String name, int ranking, long serviceId) {
        return new PluginIdentity(name, PluginVersion.parse("1.0.0"), "test." + name, ranking, serviceId);
    }
}
