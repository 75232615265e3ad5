// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.ManagedCongestionController;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LoopMigrationsTest {
    private static final long A_QUARTER_NANOS = LoopMigrations.SLICE_NANOS / 4;

    private final PluginBench bench = new PluginBench();
    private final SlottedCongestionControllers controllers = new SlottedCongestionControllers(bench.slot);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Executor loop = tasks::add;

    @Test
    void aThousandControllersDoNotHoldTheirLoopInOneGo() {
        List<ManagedCongestionController> opened = open(1000);
        bench.bind("slow", "2.0.0", 0, taking(A_QUARTER_NANOS));
        assertThat(tasks).as("tasks for one loop and one swap").hasSize(1);
        for (int slice = 1; slice <= 250; slice++) {
            next().run();
            int migrated = 4 * slice;
            assertThat(opened.stream().filter(one -> one.servedBy().equals("slow@2.0.0")))
                    .hasSize(migrated);
        }
        assertThat(tasks).isEmpty();
        assertThat(gauge("antiphon_plugin_longest_pause_seconds{kind=\"congestion\"}"))
                .isEqualTo(0.001);
        assertThat(gauge("antiphon_plugin_longest_pause_cpu_seconds{kind=\"congestion\"}"))
                .as("by a clock that takes all that passes for computing")
                .isEqualTo(0.001);
        assertThat(gauge("antiphon_plugin_pause_seconds_count{kind=\"congestion\"}"))
                .isEqualTo(250L);
        assertThat(gauge("antiphon_plugin_pause_seconds_bucket{kind=\"congestion\",le=\"5.0E-4\"}"))
                .isEqualTo(0L);
    }

    @Test
    void aSwapThatComesWhileAnotherIsUnderWayQueuesNobodyTwice() {
        List<ManagedCongestionController> opened = open(8);
        bench.bind("slow", "2.0.0", 0, taking(A_QUARTER_NANOS));
        next().run();
        bench.bind("slow", "3.0.0", 0, taking(A_QUARTER_NANOS));
        int slices = 0;
        while (!tasks.isEmpty()) {
            next().run();
            slices++;
        }
        assertThat(slices).isEqualTo(2);
        assertThat(opened).allMatch(one -> one.servedBy().equals("slow@3.0.0"));
    }

    @Test
    void controllersOfALoopThatHasEndedAreLetGo() {
        ManagedCongestionController left = controllers.open(PluginBench.LIMITS, RandomGenerator.getDefault(), task -> {
            throw new RejectedExecutionException("ended");
        });
        bench.bind("steady", "1.0.0", 0, PluginBench.steady());
        assertThat(bench.slot.list().get(0).users()).isZero();
        assertThat(left.servedBy()).isEqualTo(ConstantRateController.NAME);
    }

    @Test
    void aControllerThatIsClosedWhileItWaitsStaysClosed() {
        List<ManagedCongestionController> opened = open(2);
        bench.bind("slow", "2.0.0", 0, taking(1));
        opened.get(0).close();
        next().run();
        assertThat(opened.get(0).servedBy()).isEqualTo(ConstantRateController.NAME);
        assertThat(bench.slot.list().get(0).users()).isEqualTo(1);
    }

    private Runnable next() {
        return Objects.requireNonNull(tasks.poll());
    }

    private List<ManagedCongestionController> open(int count) {
        bench.bind("slow", "1.0.0", 0, PluginBench.steady());
        List<ManagedCongestionController> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opened.add(controllers.open(PluginBench.LIMITS, RandomGenerator.getDefault(), loop));
        }
        return opened;
    }

    /** To make one of its controllers takes so long. */
    private CongestionControllerFactory taking(long nanos) {
        return (limits, random, seed) -> {
            bench.nowNanos += nanos;
            CongestionController made = PluginBench.steady().create(limits, random, seed);
            return made;
        };
    }

    private Object gauge(String name) {
        Gauge<?> gauge = Objects.requireNonNull(bench.metrics.getGauges().get(name));
        return Objects.requireNonNull(gauge.getValue());
    }
}
