// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Plugins come and go under products whose loops never stop calling. */
class PluginSwapTest {
    /** Complains when it is called after its plugin was let go, or by two threads at once. */
    private static final class Guarded implements CongestionControllerFactory {
        final AtomicLong violations;
        volatile boolean gone;

        Guarded(AtomicLong violations) {
            this.violations = violations;
        }

        @Override
        public CongestionController create(
                CongestionLimits limits, RandomGenerator random, @Nullable CongestionSnapshot seed) {
            check();
            return new Product();
        }

        private void check() {
            if (gone) {
                violations.incrementAndGet();
            }
        }

        private final class Product implements CongestionController {
            private final AtomicBoolean inside = new AtomicBoolean();

            @Override
            public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
                if (!inside.compareAndSet(false, true)) {
                    violations.incrementAndGet();
                }
                check();
                inside.set(false);
            }

            @Override
            public void onFeedback(long nowNanos, CongestionFeedback feedback) {
                check();
            }

            @Override
            public long targetBitsPerSecond() {
                check();
                return 100_000;
            }

            @Override
            public CongestionSnapshot snapshot() {
                check();
                return new CongestionSnapshot(100_000, 0, -1, -1);
            }
        }
    }

    @Test
    void aThousandSwapsFailNoCallAndUseNoPluginThatHasGone() throws Exception {
        PluginBench bench = new PluginBench();
        bench.slot.configure("", new SlotSettings(TimeUnit.SECONDS.toNanos(60), 3, 1));
        AtomicLong violations = new AtomicLong();
        AtomicLong calls = new AtomicLong();
        AtomicBoolean running = new AtomicBoolean(true);
        List<ExecutorService> loops = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ExecutorService loop = Executors.newSingleThreadExecutor();
            loops.add(loop);
            for (int j = 0; j < 5; j++) {
                SwappableCongestionController controller = SwappableCongestionController.open(
                        bench.slot.forAll(), PluginBench.LIMITS, RandomGenerator.getDefault(), loop);
                loop.execute(() -> callForever(controller, loop, running, calls));
            }
        }
        Guarded serving = new Guarded(violations);
        long servingId = bench.bind("swapped", "1.0.0", 0, serving);
        boolean drained = true;
        for (int version = 1; version <= 1_000; version++) {
            Guarded next = new Guarded(violations);
            long nextId = bench.bind("swapped", "1.0." + version, 0, next);
            drained &= bench.slot.unbind(servingId);
            serving.gone = true;
            serving = next;
            servingId = nextId;
        }
        running.set(false);
        for (ExecutorService loop : loops) {
            loop.shutdown();
            assertThat(loop.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(drained).isTrue();
        assertThat(violations).hasValue(0);
        assertThat(calls.get()).isPositive();
        assertThat(bench.slot.list()).hasSize(1);
        assertThat(bench.slot.list().get(0).failures()).isZero();
    }

    private static void callForever(
            SwappableCongestionController controller, ExecutorService loop, AtomicBoolean running, AtomicLong calls) {
        for (int i = 0; i < 100; i++) {
            controller.onPacketSent(i, i, 100);
            controller.targetBitsPerSecond();
            calls.incrementAndGet();
        }
        controller.onFeedback(0, PluginBench.feedback());
        if (running.get()) {
            loop.execute(() -> callForever(controller, loop, running, calls));
        } else {
            controller.close();
        }
    }

    @Test
    void nothingKeepsAPluginThatHasGone() {
        PluginBench bench = new PluginBench();
        SwappableCongestionController controller = bench.open();
        List<WeakReference<CongestionControllerFactory>> gone = new ArrayList<>();
        for (int version = 0; version < 20; version++) {
            gone.add(serveForAWhile(bench, controller, version));
        }
        for (int attempt = 0;
                attempt < 100 && gone.stream().anyMatch(reference -> reference.get() != null);
                attempt++) {
            System.gc();
        }
        assertThat(gone).allMatch(reference -> reference.get() == null);
        assertThat(controller.servedBy()).isEqualTo("built-in");
    }

    private static WeakReference<CongestionControllerFactory> serveForAWhile(
            PluginBench bench, SwappableCongestionController controller, int version) {
        CongestionControllerFactory factory = new Guarded(new AtomicLong());
        long id = bench.bind("short-lived", "1.0." + version, 0, factory);
        controller.onPacketSent(1, 1, 100);
        controller.onFeedback(1, PluginBench.feedback());
        assertThat(controller.servedBy()).isEqualTo("short-lived@1.0." + version);
        assertThat(bench.slot.unbind(id)).isTrue();
        return new WeakReference<>(factory);
    }
}
