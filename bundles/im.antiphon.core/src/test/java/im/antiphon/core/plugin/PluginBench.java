// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.plugin.PluginKind;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A congestion slot on a test bench, with plugins made to order. */
final class PluginBench {
    static final CongestionLimits LIMITS = new CongestionLimits(10_000, 100_000, 1_000_000);

    final MetricRegistry metrics = new MetricRegistry();
    final PluginJournal journal = new PluginJournal(metrics, () -> 1_700_000_000_000L);
    final PluginSlot<CongestionControllerFactory> slot;
    private long nextServiceId = 100;
    long nowNanos;

    PluginBench() {
        slot = new PluginSlot<>(PluginKind.CONGESTION, journal, () -> nowNanos);
    }

    /** This slot among others that are empty. */
    PluginDirectory directory() {
        return new PluginDirectory(new PluginSlots(
                slot,
                new CodecSlots(journal, () -> nowNanos),
                new PluginSlot<>(PluginKind.ROUTING, journal, () -> nowNanos),
                new PluginSlot<>(PluginKind.BREAKER, journal, () -> nowNanos),
                new PluginSlot<>(PluginKind.STORAGE, journal, () -> nowNanos),
                new PluginSlot<>(PluginKind.BUS, journal, () -> nowNanos),
                journal));
    }

    SwappableCongestionController open() {
        return SwappableCongestionController.open(slot.forAll(), LIMITS, RandomGenerator.getDefault(), Runnable::run);
    }

    long bind(String name, String version, int ranking, CongestionControllerFactory factory) {
        long serviceId = nextServiceId++;
        slot.bind(new PluginIdentity(name, PluginVersion.parse(version), "test." + name, ranking, serviceId), factory);
        return serviceId;
    }

    /** Continues at its seed's target; the first of a call starts at the limits' start. */
    static CongestionControllerFactory steady() {
        return (limits, random, seed) ->
                new Steady(seed == null ? limits.startBitsPerSecond() : seed.targetBitsPerSecond());
    }

    /** Adds what it is told to its target with every feedback. */
    static CongestionControllerFactory climbing(long step) {
        return (limits, random, seed) ->
                new Steady(seed == null ? limits.startBitsPerSecond() : seed.targetBitsPerSecond()) {
                    @Override
                    public void onFeedback(long nowNanos, CongestionFeedback feedback) {
                        target += step;
                    }
                };
    }

    /** Throws whenever a packet has been sent. */
    static CongestionControllerFactory throwing(Throwable failure) {
        return (limits, random, seed) -> new Steady(limits.maximumBitsPerSecond()) {
            @Override
            public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
                PluginBench.<RuntimeException>sneak(failure);
            }
        };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <X extends Throwable> void sneak(Throwable failure) throws X {
        throw (X) failure;
    }

    static CongestionFeedback feedback() {
        return new CongestionFeedback.ReceiverReport(0.1, 1_000_000, 20_000_000);
    }

    static class Steady implements CongestionController {
        long target;

        @Nullable
        CongestionFeedback last;

        Steady(long target) {
            this.target = target;
        }

        @Override
        public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {}

        @Override
        public void onFeedback(long nowNanos, CongestionFeedback feedback) {
            last = feedback;
        }

        @Override
        public long targetBitsPerSecond() {
            return target;
        }

        @Override
        public CongestionSnapshot snapshot() {
            return new CongestionSnapshot(target, 0, -1, -1);
        }
    }
}
