// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.plugin.PluginEvent;
import im.antiphon.api.plugin.PluginHealth;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks are made by hand; the plugins answer on real threads, which are waited for. */
class HealthRoundsTest {
    private final PluginBench bench = new PluginBench();
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final HealthRounds rounds = rounds(executor);

    private HealthRounds rounds(ExecutorService askedOn) {
        return new HealthRounds(new HealthRounds.Settings(10, 3, 1_000), bench.directory(), askedOn);
    }

    private final class Judging implements CongestionControllerFactory, PluginHealth {
        private final Supplier<Optional<String>> judgement;

        Judging(Supplier<Optional<String>> judgement) {
            this.judgement = judgement;
        }

        @Override
        public CongestionController create(
                CongestionLimits limits, RandomGenerator random, @Nullable CongestionSnapshot seed) {
            return new PluginBench.Steady(100_000);
        }

        @Override
        public Optional<String> problem() {
            asked.incrementAndGet();
            return judgement.get();
        }
    }

    private Optional<String> hang() {
        try {
            while (!letGo.await(1, TimeUnit.HOURS)) {
                Thread.onSpinWait();
            }
        } catch (InterruptedException ignoredByABadPlugin) {
            return hang();
        }
        return Optional.empty();
    }

    @AfterEach
    void end() throws InterruptedException {
        letGo.countDown();
        awaitEverythingDone();
    }

    /** Products hear of a quarantine after it is in the list. */
    private void awaitEverythingDone() throws InterruptedException {
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private PluginInfo info(String name) {
        return bench.slot.list().stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void awaitQuarantine(String name) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (info(name).state() != PluginState.QUARANTINED && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(info(name).state()).isEqualTo(PluginState.QUARANTINED);
    }

    private void awaitAsked(int times) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (asked.get() < times && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(asked).hasValue(times);
    }

    @Test
    void aPluginWithAProblemIsTakenOutInItsOwnWords() throws InterruptedException {
        bench.bind("steady", "1.0.0", 0, PluginBench.steady());
        bench.bind("ill", "1.0.0", 9, new Judging(() -> Optional.of("the licence\nhas run out")));
        SwappableCongestionController controller = bench.open();
        rounds.look();
        awaitEverythingDone();
        assertThat(info("ill").state()).isEqualTo(PluginState.QUARANTINED);
        assertThat(info("ill").reason()).isEqualTo("the licence has run out");
        assertThat(controller.servedBy()).isEqualTo("steady@1.0.0");
        assertThat(bench.journal.events().get(0))
                .isEqualTo(new PluginEvent(
                        PluginEvent.Type.QUARANTINED,
                        PluginKind.CONGESTION,
                        "ill@1.0.0",
                        "the licence has run out",
                        1_700_000_000_000L));
    }

    @Test
    void gettingWellDoesNotBringItBackButAnOperatorDoes() {
        HealthRounds prompt = rounds(new DirectExecutor());
        AtomicInteger ill = new AtomicInteger(1);
        bench.bind("ill", "1.0.0", 9, new Judging(() -> Optional.of("ill").filter(word -> ill.get() == 1)));
        prompt.look();
        awaitQuarantine("ill");
        ill.set(0);
        for (int i = 0; i < 50; i++) {
            prompt.look();
        }
        assertThat(asked).hasValue(1);
        assertThat(info("ill").state()).isEqualTo(PluginState.QUARANTINED);
        assertThat(bench.slot.releaseQuarantine("ill")).isTrue();
        for (int i = 0; i < 10; i++) {
            prompt.look();
        }
        awaitAsked(2);
        assertThat(info("ill").reason()).isNull();
        assertThat(bench.journal.events().get(0).type()).isEqualTo(PluginEvent.Type.RELEASED);
    }

    @Test
    void aWellPluginIsAskedOncePerRound() {
        HealthRounds prompt = rounds(new DirectExecutor());
        bench.bind("well", "1.0.0", 9, new Judging(Optional::empty));
        bench.bind("silent", "1.0.0", 0, PluginBench.steady());
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 10; i++) {
                prompt.look();
            }
            awaitAsked(round);
        }
        assertThat(info("well").state()).isEqualTo(PluginState.SERVING);
    }

    @Test
    void aCheckThatThrowsOrAnswersNullIsAProblem() {
        bench.bind("throws", "1.0.0", 9, new Judging(() -> {
            throw new IllegalStateException("made to");
        }));
        bench.bind("null", "1.0.0", 9, new Judging(HealthRoundsTest::<Optional<String>>nothing));
        rounds.look();
        awaitQuarantine("throws");
        awaitQuarantine("null");
        assertThat(info("throws").reason()).isEqualTo("its health check threw java.lang.IllegalStateException");
    }

    @Test
    void aCheckThatHangsIsGivenUpAndNotAskedAgain() {
        bench.bind("hanging", "1.0.0", 9, new Judging(this::hang));
        rounds.look();
        awaitAsked(1);
        rounds.look();
        rounds.look();
        assertThat(info("hanging").state()).isEqualTo(PluginState.SERVING);
        rounds.look();
        awaitQuarantine("hanging");
        assertThat(info("hanging").reason()).isEqualTo("its health check has not answered within 1000 ms");
        bench.slot.releaseQuarantine("hanging");
        for (int i = 0; i < 10; i++) {
            rounds.look();
        }
        awaitQuarantine("hanging");
        assertThat(asked).hasValue(1);
    }

    @Test
    void longWordsAreCut() {
        bench.bind("ill", "1.0.0", 9, new Judging(() -> Optional.of("x".repeat(1_000))));
        rounds.look();
        awaitQuarantine("ill");
        assertThat(info("ill").reason()).hasSize(201);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
