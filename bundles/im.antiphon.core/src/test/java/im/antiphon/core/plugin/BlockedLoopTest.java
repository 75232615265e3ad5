// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginState;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real threads and the real clock: a plugin holds one loop for good, until the test lets it go. */
class BlockedLoopTest {
    private final PluginBench bench = new PluginBench();
    private final Loop mediaOne = new Loop();
    private final Loop mediaTwo = new Loop();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService aside = Executors.newCachedThreadPool();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch named = new CountDownLatch(1);

    /** A thread that counts its turns. */
    private static final class Loop extends ThreadPoolExecutor {
        private final AtomicLong turns = new AtomicLong();

        Loop() {
            super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        }

        @Override
        protected void beforeExecute(Thread thread, Runnable task) {
            turns.incrementAndGet();
        }

        @Override
        protected void afterExecute(Runnable task, @Nullable Throwable failure) {
            turns.incrementAndGet();
        }
    }

    /** Waits for a latch when the first packet has been sent. */
    private static final class Blocking extends PluginBench.Steady {
        private final CountDownLatch inside;
        private final CountDownLatch letGo;

        Blocking(CountDownLatch inside, CountDownLatch letGo) {
            super(100_000);
            this.inside = inside;
            this.letGo = letGo;
        }

        @Override
        public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
            inside.countDown();
            try {
                letGo.await();
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        letGo.countDown();
        for (ExecutorService executor : new ExecutorService[] {mediaOne, mediaTwo, watch, aside}) {
            executor.shutdownNow();
            assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aPluginThatBlocksALoopIsNamedAndTakenOutWhileTheOtherLoopGoesOn() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CongestionControllerFactory blocking = (limits, random, seed) -> new Blocking(inside, letGo);
        bench.bind("steady", "1.0.0", 0, PluginBench.steady());
        bench.bind("blocking", "1.0.0", 9, blocking);
        SwappableCongestionController held = open(mediaOne);
        SwappableCongestionController other = open(mediaTwo);
        WatchedLoops loops = watch();
        mediaOne.execute(() -> loops.register("media-1", mediaOne.turns::get, Thread.currentThread()));
        mediaTwo.execute(() -> loops.register("media-2", mediaTwo.turns::get, Thread.currentThread()));
        watch.scheduleWithFixedDelay(() -> loops.check(System.nanoTime()), 0, 100, TimeUnit.MILLISECONDS);

        mediaOne.execute(() -> held.onPacketSent(1, 1, 100));
        inside.await();
        assertThat(named.await(60, TimeUnit.SECONDS)).isTrue();

        PluginInfo taken = info("blocking");
        assertThat(taken.state()).isEqualTo(PluginState.QUARANTINED);
        assertThat(taken.reason())
                .startsWith("held the event loop media-1 for ")
                .contains("Blocking.onPacketSent");
        assertThat(loops.blocked()).extracting(blocked -> blocked.name()).contains("media-1");

        AtomicReference<String> servedBy = new AtomicReference<>();
        mediaTwo.submit(() -> {
                    other.onPacketSent(2, 2, 100);
                    servedBy.set(other.servedBy());
                })
                .get(60, TimeUnit.SECONDS);
        assertThat(servedBy).hasValue("steady@1.0.0");

        letGo.countDown();
        mediaOne.submit(() -> servedBy.set(held.servedBy())).get(60, TimeUnit.SECONDS);
        assertThat(servedBy).hasValue("steady@1.0.0");
    }

    private SwappableCongestionController open(ExecutorService loop) {
        return SwappableCongestionController.open(
                bench.slot.forAll(), PluginBench.LIMITS, RandomGenerator.getDefault(), loop);
    }

    private WatchedLoops watch() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return new WatchedLoops(
                LoopWatchSettings.DEFAULT,
                bench.metrics,
                new AsideQuarantine(
                        bench.directory(),
                        task -> aside.execute(() -> {
                            task.run();
                            named.countDown();
                        })),
                (plugin, className) -> plugin.name().equals("blocking") && className.equals(Blocking.class.getName()),
                new WatchClock(System::nanoTime, thread -> threads.getThreadCpuTime(thread.getId())));
    }

    private PluginInfo info(String name) {
        return Objects.requireNonNull(bench.slot.list().stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElse(null));
    }
}
