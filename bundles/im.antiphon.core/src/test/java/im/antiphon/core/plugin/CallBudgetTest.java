// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import com.sun.management.ThreadMXBean;
import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.api.routing.RoutingTable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Calls that take as long, by a manual clock, as the test says. */
class CallBudgetTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final PluginJournal journal = new PluginJournal(new MetricRegistry(), () -> 0);
    private long wallNanos;
    private long cpuNanos;
    private long allocatedBytes;
    private long clockReads;
    private final CallClock clock = new CallClock(
            () -> {
                clockReads++;
                return wallNanos;
            },
            () -> cpuNanos,
            () -> allocatedBytes);
    private final PluginSlot<CongestionControllerFactory> slot =
            new PluginSlot<>(PluginKind.CONGESTION, journal, clock);

    /** What the next calls of the plugin take. */
    private long waitingNanos;

    private long computingNanos;
    private long allocatingBytes;

    private void spend() {
        allocatedBytes += allocatingBytes;
        wallNanos += waitingNanos + computingNanos;
        cpuNanos += computingNanos;
    }

    private SwappableCongestionController openTimed() {
        bind("fallback", 0, PluginBench.steady());
        bind("timed", 9, (limits, random, seed) -> new PluginBench.Steady(100_000) {
            @Override
            public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
                spend();
            }

            @Override
            public void onFeedback(long nowNanos, CongestionFeedback feedback) {
                spend();
            }

            @Override
            public void onTimeout(long nowNanos) {
                spend();
            }
        });
        return SwappableCongestionController.open(
                slot.forAll(), PluginBench.LIMITS, RandomGenerator.getDefault(), Runnable::run);
    }

    private void bind(String name, int ranking, CongestionControllerFactory factory) {
        slot.bind(new PluginIdentity(name, PluginVersion.parse("1.0.0"), "test." + name, ranking, ranking), factory);
    }

    private void send(SwappableCongestionController controller, int packets) {
        for (int i = 0; i < packets; i++) {
            controller.onPacketSent(i, i, 100);
        }
    }

    private PluginInfo timed() {
        return slot.list().stream()
                .filter(info -> info.name().equals("timed"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void onlyEverySixtyFourthPacketIsTimed() {
        SwappableCongestionController controller = openTimed();
        send(controller, 63);
        assertThat(clockReads).isZero();
        send(controller, 1);
        assertThat(clockReads).isEqualTo(2);
        send(controller, 64 * 9);
        assertThat(clockReads).isEqualTo(20);
    }

    @Test
    void aPluginThatComputesTooLongIsTakenOutAtTheFifthTimedCall() {
        SwappableCongestionController controller = openTimed();
        computingNanos = 2 * MILLISECOND;
        send(controller, 64 * 4);
        assertThat(timed().state()).isEqualTo(PluginState.SERVING);
        assertThat(timed().failures()).isEqualTo(4);
        send(controller, 64);
        assertThat(timed().state()).isEqualTo(PluginState.QUARANTINED);
        assertThat(timed().reason())
                .isEqualTo("of the latest 20 timed calls of onPacketSent, 5 took more than 1.0 ms;"
                        + " the last took 2.0 ms, of which it computed for 2.0 ms");
        assertThat(controller.servedBy()).isEqualTo("fallback@1.0.0");
    }

    @Test
    void aPluginThatAllocatesWildlyIsTakenOutAtTheFifthMeasuredCall() {
        SwappableCongestionController controller = openTimed();
        allocatingBytes = 1 << 20;
        send(controller, 64 * 4);
        assertThat(timed().state()).isEqualTo(PluginState.SERVING);
        send(controller, 64);
        assertThat(timed().state()).isEqualTo(PluginState.QUARANTINED);
        assertThat(timed().reason())
                .isEqualTo("of the latest 20 measured calls of onPacketSent, 5 allocated more than 16.0 KiB;"
                        + " the last allocated 1024.0 KiB");
        assertThat(controller.servedBy()).isEqualTo("fallback@1.0.0");
    }

    @Test
    void aPluginThatAllocatesWithinItsBudgetStays() {
        SwappableCongestionController controller = openTimed();
        allocatingBytes = AllocationBudgets.DEFAULT.packetBytes();
        send(controller, 64 * 40);
        assertThat(timed().state()).isEqualTo(PluginState.SERVING);
    }

    @Test
    void aPluginThatWaitsInItsCallsIsTakenOutToo() {
        SwappableCongestionController controller = openTimed();
        waitingNanos = 2 * MILLISECOND;
        computingNanos = 10_000;
        send(controller, 64 * 5);
        assertThat(timed().state()).isEqualTo(PluginState.QUARANTINED);
    }

    @Test
    void callsThatWereInterruptedInTheMiddleOfTheirWorkAreTheMachinesFault() {
        SwappableCongestionController controller = openTimed();
        waitingNanos = 50 * MILLISECOND;
        computingNanos = MILLISECOND / 2;
        send(controller, 64 * 100);
        assertThat(timed().state()).isEqualTo(PluginState.SERVING);
        assertThat(timed().failures()).isZero();
    }

    @Test
    void aPauseNowAndThenInAFastCallQuarantinesNobody() {
        SwappableCongestionController controller = openTimed();
        for (int i = 0; i < 1_000; i++) {
            waitingNanos = i % 5 == 0 ? 50 * MILLISECOND : 0; // 4 of 20, far more than a machine at its limit does
            send(controller, 64);
        }
        assertThat(timed().state()).isEqualTo(PluginState.SERVING);
    }

    @Test
    void feedbackAndTimeoutsMayTakeFiveMillisecondsAndAreTimedMoreOften() {
        SwappableCongestionController controller = openTimed();
        computingNanos = 4 * MILLISECOND;
        for (int i = 0; i < 1_000; i++) {
            controller.onFeedback(i, PluginBench.feedback());
            controller.onTimeout(i);
        }
        assertThat(timed().state()).isEqualTo(PluginState.SERVING);
        computingNanos = 6 * MILLISECOND;
        for (int i = 0; i < 8 * 5; i++) {
            controller.onTimeout(i);
        }
        assertThat(timed().reason()).contains("onTimeout");
    }

    @Test
    void releasedItStartsWithACleanSheet() {
        SwappableCongestionController controller = openTimed();
        computingNanos = 2 * MILLISECOND;
        send(controller, 64 * 5);
        assertThat(slot.releaseQuarantine("timed")).isTrue();
        assertThat(controller.servedBy()).isEqualTo("timed@1.0.0");
        send(controller, 64 * 4);
        assertThat(timed().state()).isEqualTo(PluginState.SERVING);
    }

    @Test
    void budgetsAreConfigured() {
        slot.configure("", new SlotSettings(0, 3, 1, new CallBudgets(1, 10 * MILLISECOND, MILLISECOND, MILLISECOND)));
        SwappableCongestionController controller = openTimed();
        computingNanos = 9 * MILLISECOND;
        send(controller, 100);
        assertThat(timed().state()).isEqualTo(PluginState.SERVING);
        computingNanos = 11 * MILLISECOND;
        send(controller, 5);
        assertThat(timed().state()).isEqualTo(PluginState.QUARANTINED);
        assertThatThrownBy(() -> new CallBudgets(0, 1, 1, 1)).hasMessage("sampledOneIn: 0 (expected: >= 1)");
    }

    @Test
    void aTimedPacketCostsNoGarbageEither() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PluginSlot<CongestionControllerFactory> real = new PluginSlot<>(
                PluginKind.CONGESTION, journal, new CallClock(System::nanoTime, threads::getCurrentThreadCpuTime));
        CallBudgets everyCall = new CallBudgets(1, MILLISECOND, MILLISECOND, MILLISECOND);
        real.configure("", new SlotSettings(0, 3, 1, everyCall));
        real.bind(new PluginIdentity("fast", PluginVersion.parse("1.0.0"), "test.fast", 0, 1), PluginBench.steady());
        SwappableCongestionController controller = SwappableCongestionController.open(
                real.forAll(), PluginBench.LIMITS, RandomGenerator.getDefault(), Runnable::run);
        send(controller, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        send(controller, 100_000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        assertThat(controller.servedBy()).isEqualTo("fast@1.0.0");
    }

    @Test
    void aSlowCodecIsTakenOut() {
        CodecSlots codecs = new CodecSlots(journal, clock);
        codecs.bind(new PluginIdentity("slow", PluginVersion.parse("1.0.0"), "test.slow", 9, 1), new SlowCodec());
        AudioEncoder encoder =
                Objects.requireNonNull(codecs.openEncoder("PCMU", new EncoderSettings(1, 20, 64_000, 5, 0)));
        AudioDecoder decoder = Objects.requireNonNull(codecs.openDecoder("PCMU", 1));
        ByteBuffer payload = ByteBuffer.allocate(1_000);
        computingNanos = 19 * MILLISECOND;
        for (int i = 0; i < 64 * 20; i++) {
            encoder.encode(new short[160], 0, payload);
            decoder.decode(payload, new short[160], 0);
        }
        assertThat(codecs.list().get(0).state()).isEqualTo(PluginState.SERVING);
        computingNanos = 21 * MILLISECOND;
        for (int i = 0; i < 64 * 5; i++) {
            decoder.decode(payload, new short[160], 0);
        }
        assertThat(codecs.list().get(0).reason()).contains("calls of decode");
        assertThat(codecs.releaseQuarantine("slow")).isTrue();
        for (int i = 0; i < 64 * 5; i++) {
            encoder.encode(new short[160], 0, payload);
        }
        assertThat(codecs.list().get(0).reason()).contains("calls of encode");
    }

    private final class SlowCodec implements CodecFactory {
        @Override
        public CodecFormat format() {
            return new CodecFormat("PCMU", 8_000, 1, 0, Map.of());
        }

        @Override
        public int samplingRate() {
            return 8_000;
        }

        @Override
        public AudioEncoder newEncoder(EncoderSettings settings) {
            return new AudioEncoder() {
                @Override
                public int encode(short[] pcm, int offset, ByteBuffer payload) {
                    spend();
                    return 1;
                }

                @Override
                public void reconfigure(EncoderSettings changed) {}

                @Override
                public EncoderSettings settings() {
                    return settings;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public AudioDecoder newDecoder(int channels) {
            return new AudioDecoder() {
                @Override
                public int decode(ByteBuffer payload, short[] pcm, int offset) {
                    spend();
                    return 160;
                }

                @Override
                public int conceal(short[] pcm, int offset, int samplesPerChannel) {
                    return samplesPerChannel;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public int targetBitsPerSecond(int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
            return baseBitsPerSecond;
        }
    }

    @Test
    void aStrategyThatTakesTooLongToLookUpIsTakenOut() {
        PluginSlot<RoutingStrategyFactory> strategies = new PluginSlot<>(PluginKind.ROUTING, journal(), testClock());
        strategies.bind(new PluginIdentity("slow", PluginVersion.parse("1.0.0"), "test.slow", 9, 9), nodes -> key -> {
            spend();
            return nodes.get(0);
        });
        RoutingTable table = new SlottedRouting(strategies).open(List.of(new RoutingNode("a", 1, 0, Map.of())));
        computingNanos = 2 * MILLISECOND;
        for (int i = 0; i < 64 * 4; i++) {
            table.route("key");
        }
        assertThat(table.servedBy()).isEqualTo("slow@1.0.0");
        for (int i = 0; i < 64; i++) {
            assertThat(table.route("key")).isNotNull();
        }
        assertThat(table.servedBy()).isEqualTo("built-in");
        assertThat(strategies.list().get(0).reason()).contains("timed calls of route");
    }

    @Test
    void aBreakerThatTakesTooLongToLetThroughIsTakenOut() {
        PluginSlot<CircuitBreakerFactory> breakers = new PluginSlot<>(PluginKind.BREAKER, journal(), testClock());
        breakers.bind(
                new PluginIdentity("slow", PluginVersion.parse("1.0.0"), "test.slow", 9, 9),
                (name, settings, nowNanos, seed) -> new OpenDoor());
        SwappableCircuitBreaker breaker = SwappableCircuitBreaker.open(
                breakers.forAll(), "storage", BreakerSettings.DEFAULT, () -> 0, (from, to) -> {});
        computingNanos = 2 * MILLISECOND;
        for (int i = 0; i < 64 * 4; i++) {
            breaker.onSuccess(breaker.tryAcquire(i), i, 1);
        }
        assertThat(breaker.servedBy()).isEqualTo("slow@1.0.0");
        for (int i = 0; i < 64; i++) {
            breaker.onSuccess(breaker.tryAcquire(i), i, 1);
        }
        assertThat(breaker.servedBy()).isEqualTo("built-in");
        assertThat(breakers.list().get(0).reason()).contains("timed calls of tryAcquire");
    }

    private static PluginJournal journal() {
        return new PluginJournal(new MetricRegistry(), () -> 0);
    }

    private CallClock testClock() {
        return new CallClock(() -> wallNanos, () -> cpuNanos);
    }

    /** Lets everything through, and takes its time for it. */
    private final class OpenDoor implements CircuitBreaker {
        @Override
        public long tryAcquire(long nowNanos) {
            spend();
            return 0;
        }

        @Override
        public void onSuccess(long permit, long nowNanos, long durationNanos) {}

        @Override
        public void onFailure(long permit, long nowNanos, long durationNanos) {}

        @Override
        public State state() {
            return State.CLOSED;
        }

        @Override
        public BreakerSnapshot snapshot(long nowNanos) {
            return new BreakerSnapshot(State.CLOSED, nowNanos, 0, 0, 0, 0);
        }
    }
}
