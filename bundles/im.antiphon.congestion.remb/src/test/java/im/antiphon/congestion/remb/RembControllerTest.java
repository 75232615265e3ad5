// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.remb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionFeedback.PacketArrivals;
import im.antiphon.api.congestion.CongestionFeedback.ReceiverEstimate;
import im.antiphon.api.congestion.CongestionFeedback.ReceiverReport;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RembControllerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;
    private static final CongestionLimits LIMITS = new CongestionLimits(30_000, 300_000, 2_000_000);

    private final RembController controller = new RembController(LIMITS, 5 * SECOND, null);
    private long nowNanos = 7 * SECOND;

    @Test
    void beginsAtTheStartRate() {
        assertThat(controller.targetBitsPerSecond()).isEqualTo(300_000);
        assertThat(controller.nextTimeoutNanos()).isEqualTo(CongestionController.NEVER);
    }

    @Test
    void followsTheEstimateUpAndDownAtOnceWithinTheLimits() {
        estimate(800_000);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(800_000);
        estimate(100_000);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(100_000);
        estimate(1);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(30_000);
        estimate(Long.MAX_VALUE);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(2_000_000);
    }

    @Test
    void heavyLossCutsEvenBelowTheEstimate() {
        estimate(1_000_000);
        report(0.2);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(900_000);
        estimate(1_000_000);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(900_000);
        report(0);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(1_000_000);
    }

    @Test
    void moderateLossHoldsBackFromAHigherEstimateButNotFromALower() {
        report(0.05);
        estimate(1_000_000);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(300_000);
        estimate(200_000);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(200_000);
        estimate(1_000_000);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(200_000);
    }

    @Test
    void withoutEstimatesLossAloneDecides() {
        report(0);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(315_000);
        report(0.05);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(315_000);
        report(0.5);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(236_250);
    }

    @Test
    void oneEventIsCountedOnce() {
        report(0.5);
        long cut = controller.targetBitsPerSecond();
        reportAfter(100 * MILLISECOND, 0.5);
        reportAfter(100 * MILLISECOND, 0.5);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(cut);
        reportAfter(250 * MILLISECOND, 0.5);
        assertThat(controller.targetBitsPerSecond()).isLessThan(cut);
        long second = controller.targetBitsPerSecond();
        reportAfter(900 * MILLISECOND, 0);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(second);
        reportAfter(100 * MILLISECOND, 0);
        assertThat(controller.targetBitsPerSecond()).isGreaterThan(second);
    }

    @Test
    void anEstimateIsForgottenAfterItsLifetime() {
        estimate(100_000);
        long deadline = nowNanos + 5 * SECOND;
        assertThat(controller.nextTimeoutNanos()).isEqualTo(deadline);
        controller.onTimeout(deadline - 1);
        assertThat(controller.snapshot().receiverEstimateBitsPerSecond()).isEqualTo(100_000);
        controller.onTimeout(deadline);
        assertThat(controller.snapshot().receiverEstimateBitsPerSecond()).isEqualTo(-1);
        assertThat(controller.nextTimeoutNanos()).isEqualTo(CongestionController.NEVER);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(100_000);
        nowNanos = deadline;
        report(0);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(105_000);
    }

    @Test
    void goesOnFromWhatItsPredecessorLeft() {
        CongestionSnapshot seed = new CongestionSnapshot(450_000, 0.05, 80 * MILLISECOND, 500_000);
        RembController successor = new RembController(LIMITS, 5 * SECOND, seed);
        assertThat(successor.snapshot()).isEqualTo(seed);
        successor.onPacketSent(nowNanos, -1, 100);
        assertThat(successor.nextTimeoutNanos()).isEqualTo(nowNanos + 5 * SECOND);
        successor.onPacketSent(nowNanos + SECOND, -1, 100);
        assertThat(successor.nextTimeoutNanos()).isEqualTo(nowNanos + 5 * SECOND);
    }

    @Test
    void aSeedOutsideItsOwnLimitsIsBroughtWithin() {
        CongestionSnapshot seed = new CongestionSnapshot(9_000_000, 0, -1, -1);
        assertThat(new RembController(LIMITS, SECOND, seed).targetBitsPerSecond())
                .isEqualTo(2_000_000);
    }

    @Test
    void transportWideFeedbackIsNotEvaluated() {
        controller.onFeedback(nowNanos, new PacketArrivals(1, new long[] {1}, new long[] {-1}));
        assertThat(controller.targetBitsPerSecond()).isEqualTo(300_000);
    }

    @Test
    void anEstimateThatHoldsForNoTimeIsAMisuse() {
        assertThatThrownBy(() -> new RembController(LIMITS, 0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("estimateLifetimeNanos: 0 (expected: > 0)");
    }

    @Property(tries = 300)
    void theTargetStaysWithinTheLimitsWhateverIsReported(
            @ForAll @Size(max = 60) List<@DoubleRange(max = 1) Double> losses,
            @ForAll @Size(max = 60) List<@LongRange(min = 0) Long> estimates) {
        RembController any = new RembController(LIMITS, 5 * SECOND, null);
        long now = Long.MAX_VALUE - 10 * SECOND; // the clock may wrap
        for (int i = 0; i < Math.max(losses.size(), estimates.size()); i++) {
            if (i < losses.size()) {
                any.onFeedback(now, new ReceiverReport(losses.get(i), 0, i - 1));
            }
            if (i < estimates.size()) {
                any.onFeedback(now, new ReceiverEstimate(estimates.get(i)));
            }
            any.onTimeout(now);
            assertThat(any.targetBitsPerSecond()).isBetween(30_000L, 2_000_000L);
            now += SECOND;
        }
    }

    private void estimate(long bitsPerSecond) {
        controller.onFeedback(nowNanos, new ReceiverEstimate(bitsPerSecond));
    }

    private void report(double loss) {
        reportAfter(SECOND, loss);
    }

    private void reportAfter(long nanos, double loss) {
        nowNanos += nanos;
        controller.onFeedback(nowNanos, new ReceiverReport(loss, 0, 100 * MILLISECOND));
    }
}
