// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.plugin.LoopWatch;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Time is manual, loops are numbers, and the thread that is looked at stands in a method that the test knows. */
class WatchedLoopsTest {
    private static final long PERIOD = LoopWatchSettings.DEFAULT.periodNanos();

    private final MetricRegistry metrics = new MetricRegistry();
    private final List<String> quarantined = new ArrayList<>();
    private final AtomicLong cpuNanos = new AtomicLong();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final AtomicLong turn = new AtomicLong(1);
    private List<PluginInfo> plugins = List.of(plugin("culprit", "1.0.0", PluginState.SERVING, 1));
    private long nowNanos = 5;
    private Thread waiting = new Thread();

    private final WatchedLoops loops = new WatchedLoops(
            LoopWatchSettings.DEFAULT,
            metrics,
            new RecordingPlugins(),
            (plugin, className) ->
                    plugin.name().equals("culprit") && className.equals(WatchedLoopsTest.Blocker.class.getName()),
            new WatchClock(() -> nowNanos, thread -> cpuNanos.get()));

    /** What the plugin does to its loop. */
    private static final class Blocker {
        static void waitFor(CountDownLatch inside, CountDownLatch letGo) {
            inside.countDown();
            try {
                letGo.await();
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @BeforeEach
    void aThreadWaitsInThePlugin() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        waiting = new Thread(() -> Blocker.waitFor(inside, letGo));
        waiting.start();
        inside.await();
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void itIsLetGo() throws InterruptedException {
        letGo.countDown();
        waiting.join();
    }

    private static PluginInfo plugin(String name, String version, PluginState state, int users) {
        return new PluginInfo(PluginKind.CONGESTION, name, version, "test." + name, 0, state, users, 0);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            nowNanos += PERIOD;
            loops.check(nowNanos);
        }
    }

    private void nextTurn() {
        turn.addAndGet(2);
    }

    private void sleeps() {
        turn.incrementAndGet();
    }

    private long blockedTotal() {
        return metrics.counter("antiphon_loop_blocked_total{loop=\"media-0\"}").getCount();
    }

    @Test
    void aLoopThatGoesOnIsLeftAlone() {
        loops.register("media-0", turn::get, waiting);
        for (int i = 0; i < 100; i++) {
            look(3);
            nextTurn();
        }
        assertThat(blockedTotal()).isZero();
        assertThat(loops.blocked()).isEmpty();
        assertThat(quarantined).isEmpty();
    }

    @Test
    void thePluginThatHoldsALoopIsNamedWithinASecond() {
        loops.register("media-0", turn::get, waiting);
        look(9);
        assertThat(quarantined).singleElement().asString().startsWith("culprit@1.0.0 held the event loop media-0 for ");
        assertThat(quarantined).singleElement().asString().contains("Blocker.waitFor(WatchedLoopsTest.java:");
        assertThat(blockedTotal()).isEqualTo(1);
        assertThat(loops.blocked()).singleElement().satisfies(blocked -> {
            assertThat(blocked.name()).isEqualTo("media-0");
            assertThat(blocked.plugin()).isEqualTo("culprit@1.0.0");
            assertThat(blocked.nanos()).isEqualTo(8 * PERIOD);
        });
    }

    @Test
    void aBlockIsCountedAndToldOnceAndEndsWhenTheLoopComesBack() {
        loops.register("media-0", turn::get, waiting);
        look(50);
        assertThat(quarantined).hasSize(1);
        assertThat(blockedTotal()).isEqualTo(1);
        nextTurn();
        look(1);
        assertThat(loops.blocked()).isEmpty();
        look(50);
        assertThat(blockedTotal()).isEqualTo(2);
        sleeps();
        look(1);
        assertThat(loops.blocked()).isEmpty();
    }

    @Test
    void aLoopThatSleepsIsNotBlockedHoweverLong() {
        sleeps();
        loops.register("media-0", turn::get, waiting);
        look(100);
        assertThat(loops.blocked()).isEmpty();
        assertThat(quarantined).isEmpty();
        nextTurn();
        sleeps();
        look(4);
        assertThat(loops.blocked()).isEmpty();
        look(5);
        assertThat(quarantined).hasSize(1);
    }

    @Test
    void aLoopLingersFromTheSecondLookAtOneTurnUntilItGoesOn() {
        loops.register("media-0", turn::get, waiting);
        look(1);
        assertThat(loops.lingers()).isFalse();
        look(1);
        assertThat(loops.lingers()).isTrue();
        nextTurn();
        look(1);
        assertThat(loops.lingers()).isFalse();
    }

    @Test
    void aLoopHeldByNoPluginIsCountedButNobodyIsBlamed() {
        plugins = List.of(plugin("innocent", "1.0.0", PluginState.SERVING, 1));
        loops.register("media-0", turn::get, waiting);
        look(20);
        assertThat(blockedTotal()).isEqualTo(1);
        assertThat(quarantined).isEmpty();
        assertThat(loops.blocked()).extracting(LoopWatch.BlockedLoop::plugin).containsOnlyNulls();
    }

    @Test
    void oneGlanceAtAPluginDoesNotBlameIt() {
        loops.register("media-0", turn::get, waiting);
        look(6);
        assertThat(blockedTotal()).isEqualTo(1);
        assertThat(quarantined).isEmpty();
        plugins = List.of();
        look(1);
        plugins = List.of(plugin("culprit", "1.0.0", PluginState.SERVING, 1));
        look(1);
        assertThat(quarantined).isEmpty();
        look(1);
        assertThat(quarantined).hasSize(1);
    }

    @Test
    void aPauseOfTheWholeProcessIsNoBlockedLoop() {
        loops.register("media-0", turn::get, waiting);
        look(2);
        nowNanos += TimeUnit.SECONDS.toNanos(30);
        loops.check(nowNanos);
        assertThat(loops.blocked()).isEmpty();
        nextTurn();
        look(1);
        assertThat(blockedTotal()).isZero();
    }

    @Test
    void amongVersionsTheOneWithProductsIsBlamed() {
        plugins = List.of(
                plugin("culprit", "1.1.0", PluginState.SERVING, 0),
                plugin("culprit", "1.0.0", PluginState.DRAINING, 3));
        loops.register("media-0", turn::get, waiting);
        look(9);
        assertThat(quarantined).singleElement().asString().startsWith("culprit@1.0.0 ");
    }

    @Test
    void aLoopThatHasEndedIsForgotten() throws InterruptedException {
        AtomicLong readings = new AtomicLong();
        loops.register("media-0", readings::incrementAndGet, waiting);
        look(1);
        itIsLetGo();
        look(20);
        assertThat(readings).hasValue(1);
    }

    @Test
    void aClosedRegistrationIsWatchedNoLonger() {
        LoopWatch.Registration registration = loops.register("media-0", turn::get, waiting);
        look(1);
        registration.close();
        registration.close();
        look(20);
        assertThat(blockedTotal()).isZero();
    }

    @Test
    void aThreadThatComputesIsToBlameAndOneThatTheMachineDoesNotRunIsGivenMoreTime() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        Thread spinning = new Thread(() -> {
            inside.countDown();
            while (letGo.getCount() > 0) {
                Spinner.turn();
            }
        });
        spinning.start();
        inside.await();
        WatchedLoops watch = new WatchedLoops(
                LoopWatchSettings.DEFAULT,
                metrics,
                new RecordingPlugins(),
                (plugin, className) -> className.startsWith(WatchedLoopsTest.class.getName()),
                new WatchClock(() -> nowNanos, thread -> cpuNanos.get()));
        watch.register("media-0", turn::get, spinning);
        for (int i = 0; i < 8; i++) {
            nowNanos += PERIOD;
            watch.check(nowNanos);
        }
        assertThat(quarantined).isEmpty();
        cpuNanos.set(TimeUnit.MILLISECONDS.toNanos(126));
        nowNanos += 1;
        watch.check(nowNanos);
        assertThat(quarantined).hasSize(1);
        letGo.countDown();
        spinning.join();
    }

    private static final class Spinner {
        static void turn() {
            Thread.onSpinWait();
        }
    }

    private final class RecordingPlugins implements WatchedPlugins {
        @Override
        public List<PluginInfo> list() {
            return plugins;
        }

        @Override
        public List<HealthCheck> healthChecks() {
            return List.of();
        }

        @Override
        public void quarantineBlocking(PluginKind kind, String label, String reason) {
            quarantined.add(label + " " + reason);
        }

        @Override
        public void quarantineLeaking(PluginKind kind, String label, String reason) {
            throw new AssertionError(label + " " + reason);
        }
    }
}
