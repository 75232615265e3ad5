// SPDX-License-Identifier: Apache-2.0
package im.antiphon.tck;

import static im.antiphon.tck.AllocationMeter.assertAllocatesNothing;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionFeedback.PacketArrivals;
import im.antiphon.api.congestion.CongestionFeedback.ReceiverEstimate;
import im.antiphon.api.congestion.CongestionFeedback.ReceiverReport;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every congestion controller has to do, whatever it thinks of the path.
 *
 * <pre>
 * class AcmeControllerContractTest extends CongestionControllerContract {
 *     {@literal @}Override
 *     protected CongestionControllerFactory factory() {
 *         return (limits, random, seed) -> new AcmeController(limits, seed);
 *     }
 * }
 * </pre>
 */
public abstract class CongestionControllerContract {
    private static final CongestionLimits LIMITS = new CongestionLimits(30_000, 300_000, 2_000_000);
    private static final CongestionLimits NO_CHOICE = new CongestionLimits(64_000, 64_000, 64_000);
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000 * MILLISECOND;
    private static final int STEPS = 2_000;

    /** The factory under test; may be a new one each time. */
    protected abstract CongestionControllerFactory factory();

    @Test
    void beginsWithinTheLimits() {
        for (CongestionLimits limits : List.of(LIMITS, NO_CHOICE, new CongestionLimits(1, 1, Long.MAX_VALUE))) {
            assertThat(create(limits, null).targetBitsPerSecond())
                    .isBetween(limits.minimumBitsPerSecond(), limits.maximumBitsPerSecond());
        }
    }

    @Test
    void theTargetStaysWithinTheLimitsWhateverIsReported() {
        for (int seed = 0; seed < 20; seed++) {
            for (CongestionLimits limits : List.of(LIMITS, NO_CHOICE)) {
                for (long target : new Path(seed, 0).play(create(limits, null), STEPS)) {
                    assertThat(target)
                            .as("target on path %d", seed)
                            .isBetween(limits.minimumBitsPerSecond(), limits.maximumBitsPerSecond());
                }
            }
        }
    }

    @Test
    void theExtremesOfWhatMayBeReportedAreBorne() {
        CongestionController controller = create(LIMITS, null);
        long nowNanos = 0;
        for (CongestionFeedback feedback : List.of(
                new ReceiverReport(1, Long.MAX_VALUE, Long.MAX_VALUE),
                new ReceiverReport(0, 0, -1),
                new ReceiverReport(1, 0, 0),
                new ReceiverEstimate(0),
                new ReceiverEstimate(Long.MAX_VALUE),
                new PacketArrivals(0, new long[0], new long[0]),
                new PacketArrivals(0, new long[] {7}, new long[] {7}),
                new PacketArrivals(2, new long[] {1, Long.MAX_VALUE}, new long[] {-1, -1}),
                new PacketArrivals(2, new long[] {1L << 62, 1 + (1L << 62)}, new long[] {Long.MAX_VALUE, 0}))) {
            for (int i = 0; i < 20; i++) {
                controller.onFeedback(nowNanos, feedback);
                assertWithin(LIMITS, controller);
                nowNanos += 250 * MILLISECOND;
            }
        }
        controller.onPacketSent(nowNanos, -1, 0);
        controller.onPacketSent(nowNanos, Long.MAX_VALUE, 65_507);
        assertWithin(LIMITS, controller);
    }

    @Test
    void aSnapshotHoldsFiguresThatASuccessorCanTrust() {
        for (int seed = 0; seed < 10; seed++) {
            CongestionController controller = create(LIMITS, null);
            assertSound(controller.snapshot());
            new Path(seed, 0).play(controller, STEPS);
            assertSound(controller.snapshot());
            assertThat(controller.snapshot()).as("asked twice").isEqualTo(controller.snapshot());
        }
    }

    @Test
    void aSnapshotChangesNothing() {
        List<Long> undisturbed = new Path(3, 0).play(create(LIMITS, null), STEPS);
        CongestionController asked = create(LIMITS, null);
        Path path = new Path(3, 0);
        List<Long> targets = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            asked.snapshot();
            targets.addAll(path.play(asked, 1));
        }
        assertThat(targets).isEqualTo(undisturbed);
    }

    @Test
    void goesOnFromItsOwnSnapshotWithinTheLimits() {
        CongestionController predecessor = create(LIMITS, null);
        Path path = new Path(5, 0);
        path.play(predecessor, STEPS);
        CongestionController successor = create(LIMITS, predecessor.snapshot());
        assertSound(successor.snapshot());
        for (long target : path.play(successor, STEPS)) {
            assertThat(target).isBetween(LIMITS.minimumBitsPerSecond(), LIMITS.maximumBitsPerSecond());
        }
    }

    @Test
    void aSeedOfAnyPredecessorIsBorneHoweverLittleItKnewOrHoweverWrongItWas() {
        for (CongestionSnapshot seed : List.of(
                new CongestionSnapshot(300_000, 0, -1, -1),
                new CongestionSnapshot(1, 1, 0, 0),
                new CongestionSnapshot(0, 0, Long.MAX_VALUE, Long.MAX_VALUE),
                new CongestionSnapshot(-5, -1, -7, -7),
                new CongestionSnapshot(Long.MAX_VALUE, 7, Long.MIN_VALUE, Long.MIN_VALUE),
                new CongestionSnapshot(Long.MIN_VALUE, Double.NaN, 0, 1),
                new CongestionSnapshot(300_000, Double.POSITIVE_INFINITY, 1, 300_000))) {
            CongestionController controller = create(LIMITS, seed);
            assertWithin(LIMITS, controller);
            assertSound(controller.snapshot());
            for (long target : new Path(1, 0).play(controller, 200)) {
                assertThat(target)
                        .as("target after %s", seed)
                        .isBetween(LIMITS.minimumBitsPerSecond(), LIMITS.maximumBitsPerSecond());
            }
        }
    }

    @Test
    void timeAndChanceComeFromOutsideAlone() {
        List<Long> once = new Path(11, 0).play(create(LIMITS, null), STEPS);
        List<Long> again = new Path(11, 0).play(create(LIMITS, null), STEPS);
        assertThat(again).isEqualTo(once);
    }

    @Test
    void theOriginOfTheClockDoesNotMatterNotEvenWhereItWraps() {
        List<Long> expected = new Path(13, 0).play(create(LIMITS, null), STEPS);
        for (long origin : new long[] {-5 * SECOND, 1L << 40, Long.MAX_VALUE - 10 * SECOND, Long.MIN_VALUE}) {
            assertThat(new Path(13, origin).play(create(LIMITS, null), STEPS))
                    .as("targets with a clock that starts at %d", origin)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aDeadlineThatWasKeptIsOver() {
        CongestionController controller = create(LIMITS, null);
        Path path = new Path(17, 0);
        for (int i = 0; i < STEPS; i++) {
            path.play(controller, 1);
            long deadline = controller.nextTimeoutNanos();
            if (deadline != CongestionController.NEVER) {
                long nowNanos = path.reach(deadline);
                controller.onTimeout(nowNanos);
                long next = controller.nextTimeoutNanos();
                assertThat(next == CongestionController.NEVER || next - nowNanos > 0)
                        .as("after onTimeout(%d) the next deadline, %d, lies ahead", nowNanos, next)
                        .isTrue();
            }
        }
    }

    @Test
    void aTimeoutThatIsNotDueIsBorne() {
        CongestionController controller = create(LIMITS, null);
        for (int i = 0; i < 100; i++) {
            controller.onTimeout(i);
            assertWithin(LIMITS, controller);
        }
    }

    @Test
    void whatTheArraysHoldAfterTheCallDoesNotMatter() {
        CongestionController one = create(LIMITS, null);
        CongestionController other = create(LIMITS, null);
        long[] numbers = new long[20];
        long[] arrivals = new long[20];
        for (int round = 0; round < 50; round++) {
            long nowNanos = round * 100 * MILLISECOND;
            for (int i = 0; i < 20; i++) {
                long number = round * 20 + i;
                one.onPacketSent(nowNanos + i * MILLISECOND, number, 160);
                other.onPacketSent(nowNanos + i * MILLISECOND, number, 160);
                numbers[i] = number;
                arrivals[i] = i % 7 == 6 ? -1 : nowNanos + (10 + i) * MILLISECOND;
            }
            one.onFeedback(nowNanos + 60 * MILLISECOND, new PacketArrivals(20, numbers, arrivals));
            other.onFeedback(nowNanos + 60 * MILLISECOND, new PacketArrivals(20, numbers.clone(), arrivals.clone()));
            Arrays.fill(numbers, -1);
            Arrays.fill(arrivals, Long.MIN_VALUE);
            assertThat(one.targetBitsPerSecond()).isEqualTo(other.targetBitsPerSecond());
        }
    }

    @Test
    void controllersOfOneFactoryDoNotKnowOfEachOther() {
        CongestionControllerFactory factory = factory();
        List<Long> alone = new Path(19, 0).play(create(factory, LIMITS, null), STEPS);
        CongestionController one = create(factory, LIMITS, null);
        CongestionController other = create(factory, LIMITS, null);
        Path path = new Path(19, 0);
        Path another = new Path(20, 77 * SECOND);
        List<Long> beside = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            beside.addAll(path.play(one, 1));
            another.play(other, 1);
        }
        assertThat(beside).isEqualTo(alone);
    }

    @Test
    void severalLoopsAreServedAtOnceAsEachWouldBeAlone() {
        CongestionControllerFactory factory = factory();
        List<Long> alone = new Path(23, 0).play(create(factory, LIMITS, null), STEPS);
        assertThat(Together.run(() -> new Path(23, 0).play(create(factory, LIMITS, null), STEPS)))
                .allMatch(alone::equals);
    }

    @Test
    void whatRunsForEveryPacketAllocatesNothing() {
        CongestionController controller = create(LIMITS, null);
        controller.onFeedback(0, new ReceiverEstimate(500_000));
        controller.onFeedback(0, new ReceiverReport(0.01, MILLISECOND, 50 * MILLISECOND));
        assertAllocatesNothing("onPacketSent, targetBitsPerSecond and nextTimeoutNanos", i -> {
            controller.onPacketSent(i * MILLISECOND, i, 160);
            return controller.targetBitsPerSecond() + controller.nextTimeoutNanos();
        });
    }

    private CongestionController create(CongestionLimits limits, @Nullable CongestionSnapshot seed) {
        return create(factory(), limits, seed);
    }

    private static CongestionController create(
            CongestionControllerFactory factory, CongestionLimits limits, @Nullable CongestionSnapshot seed) {
        return factory.create(limits, new Random(42), seed);
    }

    private static void assertWithin(CongestionLimits limits, CongestionController controller) {
        assertThat(controller.targetBitsPerSecond())
                .isBetween(limits.minimumBitsPerSecond(), limits.maximumBitsPerSecond());
    }

    private static void assertSound(CongestionSnapshot snapshot) {
        assertThat(snapshot.targetBitsPerSecond())
                .isBetween(LIMITS.minimumBitsPerSecond(), LIMITS.maximumBitsPerSecond());
        assertThat(snapshot.lossFraction()).isBetween(0.0, 1.0);
        assertThat(snapshot.roundTripNanos()).isGreaterThanOrEqualTo(-1);
        assertThat(snapshot.receiverEstimateBitsPerSecond()).isGreaterThanOrEqualTo(-1);
    }

    /** A path with moods, the same for the same seed: packets every 20 ms, and reports of all kinds between them. */
    private static final class Path {
        private final Random random;
        private final long originNanos;
        private long elapsedNanos;
        private long sequenceNumber;

        Path(long seed, long originNanos) {
            this.random = new Random(seed);
            this.originNanos = originNanos;
        }

        /** The target after each of so many steps. */
        List<Long> play(CongestionController controller, int steps) {
            List<Long> targets = new ArrayList<>();
            for (int i = 0; i < steps; i++) {
                elapsedNanos += 20 * MILLISECOND;
                long nowNanos = originNanos + elapsedNanos;
                long deadline = controller.nextTimeoutNanos();
                if (deadline != CongestionController.NEVER && nowNanos - deadline >= 0) {
                    controller.onTimeout(nowNanos);
                }
                controller.onPacketSent(nowNanos, sequenceNumber++, 80 + random.nextInt(1_000));
                int mood = random.nextInt(40);
                if (mood < 4) {
                    controller.onFeedback(nowNanos, report());
                } else if (mood == 4) {
                    controller.onFeedback(nowNanos, new ReceiverEstimate(random.nextLong(3_000_000)));
                } else if (mood < 10) {
                    controller.onFeedback(nowNanos, arrivals());
                }
                targets.add(controller.targetBitsPerSecond());
            }
            return targets;
        }

        /** Lets time pass until {@code deadlineNanos}, if it lies ahead. */
        long reach(long deadlineNanos) {
            elapsedNanos = Math.max(elapsedNanos, deadlineNanos - originNanos);
            return originNanos + elapsedNanos;
        }

        private CongestionFeedback report() {
            double loss = random.nextInt(3) == 0 ? random.nextDouble() : random.nextDouble() / 50;
            long roundTripNanos = random.nextInt(4) == 0 ? -1 : random.nextLong(400 * MILLISECOND);
            return new ReceiverReport(loss, random.nextLong(50 * MILLISECOND), roundTripNanos);
        }

        private CongestionFeedback arrivals() {
            int count = (int) Math.min(10, sequenceNumber);
            long[] numbers = new long[count];
            long[] arrivals = new long[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = sequenceNumber - count + i;
                boolean lost = random.nextInt(20) == 0;
                arrivals[i] = lost ? -1 : elapsedNanos + i * 20 * MILLISECOND + random.nextLong(30 * MILLISECOND);
            }
            return new PacketArrivals(count, numbers, arrivals);
        }
    }
}
