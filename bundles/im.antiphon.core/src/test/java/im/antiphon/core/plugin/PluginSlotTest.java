// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.Gauge;
import com.sun.management.ThreadMXBean;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PluginSlotTest {
    private final PluginBench bench = new PluginBench();

    @Test
    void theHighestRankingServes() {
        bench.bind("low", "1.0.0", 1, PluginBench.steady());
        bench.bind("high", "1.0.0", 5, PluginBench.steady());
        bench.bind("middle", "9.0.0", 3, PluginBench.steady());
        assertThat(bench.open().servedBy()).isEqualTo("high@1.0.0");
    }

    @Test
    void amongEqualRankingsTheNewerVersionServesWhicheverCameFirst() {
        bench.bind("remb", "1.10.0", 0, PluginBench.steady());
        bench.bind("remb", "1.9.0", 0, PluginBench.steady());
        assertThat(bench.open().servedBy()).isEqualTo("remb@1.10.0");
        bench.bind("remb", "1.10.1", 0, PluginBench.steady());
        assertThat(bench.open().servedBy()).isEqualTo("remb@1.10.1");
    }

    @Test
    void amongEqualsTheOldestServiceServes() {
        bench.bind("first", "1.0.0", 0, PluginBench.steady());
        bench.bind("second", "1.0.0", 0, PluginBench.steady());
        assertThat(bench.open().servedBy()).isEqualTo("first@1.0.0");
    }

    @Test
    void theConfiguredNameServesBeforeAnyRanking() {
        bench.bind("high", "1.0.0", 5, PluginBench.steady());
        bench.bind("chosen", "1.0.0", -5, PluginBench.steady());
        SwappableCongestionController controller = bench.open();
        bench.slot.configure("chosen", SlotSettings.DEFAULT);
        assertThat(controller.servedBy()).isEqualTo("chosen@1.0.0");
        bench.slot.configure("", SlotSettings.DEFAULT);
        assertThat(controller.servedBy()).isEqualTo("high@1.0.0");
    }

    @Test
    void aRunningProductMigratesWithItsTarget() {
        bench.bind("climbing", "1.0.0", 0, PluginBench.climbing(7_000));
        SwappableCongestionController controller = bench.open();
        controller.onFeedback(1, PluginBench.feedback());
        bench.bind("steady", "1.0.0", 1, PluginBench.steady());
        assertThat(controller.servedBy()).isEqualTo("steady@1.0.0");
        assertThat(controller.targetBitsPerSecond()).isEqualTo(107_000);
    }

    @Test
    void unbindingTheLastPluginLeavesTheRateInForce() {
        long id = bench.bind("climbing", "1.0.0", 0, PluginBench.climbing(7_000));
        SwappableCongestionController controller = bench.open();
        controller.onFeedback(1, PluginBench.feedback());
        assertThat(bench.slot.unbind(id)).isTrue();
        assertThat(controller.servedBy()).isEqualTo("built-in");
        assertThat(controller.targetBitsPerSecond()).isEqualTo(107_000);
        bench.bind("climbing", "1.0.1", 0, PluginBench.climbing(1_000));
        controller.onFeedback(2, PluginBench.feedback());
        assertThat(controller.targetBitsPerSecond()).isEqualTo(108_000);
    }

    @Test
    void aPluginThatThrowsIsReplacedByTheNextBestFromTheLastSoundSnapshot() {
        bench.bind("steady", "1.0.0", 0, PluginBench.steady());
        SwappableCongestionController controller = bench.open();
        bench.bind("throwing", "1.0.0", 9, PluginBench.throwing(new IllegalStateException("made to")));
        assertThat(controller.servedBy()).isEqualTo("throwing@1.0.0");
        controller.onPacketSent(1, 1, 100);
        assertThat(controller.servedBy()).isEqualTo("steady@1.0.0");
        assertThat(controller.targetBitsPerSecond()).isEqualTo(100_000);
        assertThat(info("throwing").failures()).isEqualTo(1);
        assertThat(info("throwing").state()).isEqualTo(PluginState.SERVING);
    }

    @Test
    void linkageErrorsAndStackOverflowsAreThePluginsFault() {
        bench.bind("a", "1.0.0", 9, PluginBench.throwing(new NoSuchMethodError("gone")));
        bench.bind("b", "1.0.0", 8, PluginBench.throwing(new StackOverflowError()));
        SwappableCongestionController controller = bench.open();
        controller.onPacketSent(1, 1, 100);
        assertThat(controller.servedBy()).isEqualTo("b@1.0.0");
        controller.onPacketSent(1, 2, 100);
        assertThat(info("b").failures()).isEqualTo(1);
    }

    @Test
    void runningOutOfMemoryIsNobodysFault() {
        bench.bind("a", "1.0.0", 9, PluginBench.throwing(new OutOfMemoryError("made to")));
        SwappableCongestionController controller = bench.open();
        assertThatThrownBy(() -> controller.onPacketSent(1, 1, 100)).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void threeFailuresWithinAMinuteQuarantine() {
        bench.bind("steady", "1.0.0", 0, PluginBench.steady());
        bench.bind("throwing", "1.0.0", 9, PluginBench.throwing(new IllegalStateException("made to")));
        failOnce();
        failOnce();
        assertThat(info("throwing").state()).isEqualTo(PluginState.SERVING);
        failOnce();
        assertThat(info("throwing").state()).isEqualTo(PluginState.QUARANTINED);
        assertThat(info("throwing").reason())
                .isEqualTo("failed 3 times within 60 s, at last with java.lang.IllegalStateException: made to");
        assertThat(info("steady").reason()).isNull();
        assertThat(bench.open().servedBy()).isEqualTo("steady@1.0.0");
        assertThat(quarantinedGauge()).isEqualTo(1);
    }

    @Test
    void failuresFurtherApartThanTheWindowDoNotQuarantine() {
        bench.bind("throwing", "1.0.0", 9, PluginBench.throwing(new IllegalStateException("made to")));
        for (int i = 0; i < 10; i++) {
            failOnce();
            bench.nowNanos += 31_000_000_000L;
        }
        assertThat(info("throwing").state()).isEqualTo(PluginState.SERVING);
        assertThat(info("throwing").failures()).isEqualTo(10);
    }

    @Test
    void aQuarantineOutlivesARestartOfTheSameVersionButNotANewerOne() {
        long id = quarantineThrowing();
        bench.slot.unbind(id);
        long restarted = bench.bind("throwing", "1.0.0", 9, PluginBench.steady());
        assertThat(bench.open().servedBy()).isEqualTo("steady@1.0.0");
        bench.bind("throwing", "1.0.1", 9, PluginBench.steady());
        assertThat(bench.open().servedBy()).isEqualTo("throwing@1.0.1");
        assertThat(quarantinedGauge()).isEqualTo(0);
        bench.slot.unbind(restarted);
    }

    @Test
    void anOperatorEndsAQuarantine() {
        quarantineThrowing();
        assertThat(bench.slot.releaseQuarantine("steady")).isFalse();
        assertThat(bench.slot.releaseQuarantine("throwing")).isTrue();
        assertThat(bench.open().servedBy()).isEqualTo("throwing@1.0.0");
    }

    @Test
    void theDirectoryShowsAllKindsAndEndsQuarantinesByKind() {
        PluginDirectory directory = bench.directory();
        quarantineThrowing();
        assertThat(directory.list()).extracting(PluginInfo::name).containsExactly("steady", "throwing");
        assertThat(directory.swaps()).isEqualTo(bench.journal.swaps());
        for (PluginKind kind : PluginKind.values()) {
            assertThat(directory.releaseQuarantine(kind, "throwing")).isEqualTo(kind == PluginKind.CONGESTION);
            assertThat(directory.quarantine(kind, "steady@1.0.0", "a try")).isEqualTo(kind == PluginKind.CONGESTION);
        }
        assertThat(info("steady").reason()).isEqualTo("a try");
        assertThat(directory.quarantine(PluginKind.CONGESTION, "steady", "again"))
                .isFalse();
        assertThat(directory.events())
                .extracting(event -> event.type() + " " + event.plugin())
                .containsExactly("QUARANTINED steady@1.0.0", "RELEASED throwing@1.0.0", "QUARANTINED throwing@1.0.0");
        assertThat(directory.list().get(0).name()).isEqualTo("throwing");
    }

    @Test
    void aPacketCostsNoGarbage() {
        bench.bind("steady", "1.0.0", 0, PluginBench.steady());
        SwappableCongestionController controller = bench.open();
        sendPackets(controller);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long nothing = threads.getCurrentThreadAllocatedBytes() - before;
        before = threads.getCurrentThreadAllocatedBytes();
        sendPackets(controller);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before - nothing).isLessThan(10_000);
    }

    private static void sendPackets(SwappableCongestionController controller) {
        for (int i = 0; i < 100_000; i++) {
            controller.onPacketSent(i, i, 100);
            controller.targetBitsPerSecond();
            controller.nextTimeoutNanos();
        }
    }

    @Test
    void aFactoryThatThrowsOrAnswersNullIsPassedOver() {
        bench.bind("null", "1.0.0", 9, (limits, random, seed) -> PluginSlotTest.<PluginBench.Steady>nothing());
        bench.bind("throws", "1.0.0", 8, (limits, random, seed) -> {
            throw new IllegalStateException("made to");
        });
        bench.bind("steady", "1.0.0", 0, PluginBench.steady());
        assertThat(bench.open().servedBy()).isEqualTo("steady@1.0.0");
    }

    @Test
    void aTargetOutsideTheLimitsIsBroughtBackIntoThem() {
        bench.bind("wild", "1.0.0", 0, (limits, random, seed) -> new PluginBench.Steady(Long.MAX_VALUE));
        assertThat(bench.open().targetBitsPerSecond()).isEqualTo(1_000_000);
    }

    @Test
    void usersAreCountedUntilTheyClose() {
        bench.bind("steady", "1.0.0", 0, PluginBench.steady());
        SwappableCongestionController one = bench.open();
        SwappableCongestionController two = bench.open();
        assertThat(info("steady").users()).isEqualTo(2);
        one.close();
        one.close();
        two.close();
        assertThat(info("steady").users()).isZero();
        bench.bind("better", "1.0.0", 1, PluginBench.steady());
        assertThat(info("better").users()).isZero();
    }

    @Test
    void swapsAreCountedAndRemembered() {
        bench.bind("a", "1.0.0", 0, PluginBench.steady());
        bench.open();
        long id = bench.bind("b", "2.0.0", 1, PluginBench.steady());
        assertThat(bench.journal.swaps().get(0).from()).isEqualTo("a@1.0.0");
        assertThat(bench.journal.swaps().get(0).to()).isEqualTo("b@2.0.0");
        assertThat(bench.journal.swaps().get(0).migrated()).isEqualTo(1);
        assertThat(bench.metrics
                        .counter("antiphon_plugin_swaps_total{kind=\"congestion\"}")
                        .getCount())
                .isEqualTo(2);
        for (int i = 0; i < 300; i++) {
            bench.slot.unbind(id);
            id = bench.bind("b", "2.0.0", 1, PluginBench.steady());
        }
        assertThat(bench.journal.swaps()).hasSize(256);
    }

    @Test
    void unbindGivesUpOnALoopThatDoesNotMigrate() {
        long id = bench.bind("steady", "1.0.0", 0, PluginBench.steady());
        bench.slot.configure("", new SlotSettings(0, 3, 1));
        SwappableCongestionController.open(
                bench.slot.forAll(), PluginBench.LIMITS, java.util.random.RandomGenerator.getDefault(), task -> {});
        assertThat(bench.slot.unbind(id)).isFalse();
        assertThat(bench.slot.list()).isEmpty();
    }

    @Test
    void aLoopThatHasEndedLetsItsPluginGo() {
        long id = bench.bind("steady", "1.0.0", 0, PluginBench.steady());
        SwappableCongestionController controller = SwappableCongestionController.open(
                bench.slot.forAll(), PluginBench.LIMITS, java.util.random.RandomGenerator.getDefault(), task -> {
                    throw new java.util.concurrent.RejectedExecutionException();
                });
        assertThat(bench.slot.unbind(id)).isTrue();
        assertThat(controller.servedBy()).isEqualTo("built-in");
    }

    @Test
    void unbindingWhatIsNotBoundDoesNothing() {
        assertThat(bench.slot.unbind(1)).isTrue();
    }

    private long quarantineThrowing() {
        bench.bind("steady", "1.0.0", 0, PluginBench.steady());
        long id = bench.bind("throwing", "1.0.0", 9, PluginBench.throwing(new IllegalStateException("made to")));
        for (int i = 0; i < 3; i++) {
            failOnce();
        }
        assertThat(info("throwing").state()).isEqualTo(PluginState.QUARANTINED);
        return id;
    }

    private void failOnce() {
        SwappableCongestionController controller = bench.open();
        controller.onPacketSent(1, 1, 100);
        controller.close();
    }

    private PluginInfo info(String name) {
        return bench.slot.list().stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Object quarantinedGauge() {
        Gauge<?> gauge =
                bench.metrics.getGauges().get("antiphon_plugin_quarantined{kind=\"congestion\",name=\"throwing\"}");
        return Objects.requireNonNull(gauge).getValue();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
