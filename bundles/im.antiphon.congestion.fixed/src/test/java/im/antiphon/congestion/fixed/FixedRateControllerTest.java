// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionFeedback.PacketArrivals;
import im.antiphon.api.congestion.CongestionFeedback.ReceiverEstimate;
import im.antiphon.api.congestion.CongestionFeedback.ReceiverReport;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import org.junit.jupiter.api.Test;

class FixedRateControllerTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final CongestionLimits LIMITS = new CongestionLimits(30_000, 300_000, 2_000_000);
    private static final long RATE = 1_000_000;

    private final FixedRateController controller = new FixedRateController(LIMITS, RATE, null);
    private long nowNanos = 7_000_000_000L;

    @Test
    void holdsItsRateWhateverIsSaidAboutEstimatesAndArrivals() {
        controller.onFeedback(nowNanos, new ReceiverEstimate(50_000));
        controller.onFeedback(nowNanos, new PacketArrivals(1, new long[] {1}, new long[] {-1}));
        assertThat(controller.targetBitsPerSecond()).isEqualTo(RATE);
        assertThat(controller.nextTimeoutNanos()).isEqualTo(CongestionController.NEVER);
    }

    @Test
    void keepsWithinTheLimits() {
        assertThat(new FixedRateController(LIMITS, 1, null).targetBitsPerSecond())
                .isEqualTo(30_000);
        assertThat(new FixedRateController(LIMITS, 1L << 40, null).targetBitsPerSecond())
                .isEqualTo(2_000_000);
        assertThat(new FixedRateController(LIMITS, 0, null).targetBitsPerSecond())
                .isEqualTo(300_000);
        assertThatThrownBy(() -> new FixedRateController(LIMITS, -1, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bitsPerSecond: -1 (expected: >= 0)");
    }

    @Test
    void aBurstOfLossIsSatOut() {
        second(0);
        second(0.3);
        second(0);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(RATE);
    }

    @Test
    void modestLossNeverTripsIt() {
        for (int i = 0; i < 60; i++) {
            second(0.005);
        }
        assertThat(controller.targetBitsPerSecond()).isEqualTo(RATE);
    }

    @Test
    void stepsBackToATenthUnderPersistentLossAndComesBackAfterIt() {
        // 125,000 B/s in packets of 500 B at 100 ms: ten times TCP's rate is passed at 24 % loss.
        for (int i = 0; i < 3; i++) {
            assertThat(controller.targetBitsPerSecond()).isEqualTo(RATE);
            second(0.4);
        }
        assertThat(controller.targetBitsPerSecond()).isEqualTo(RATE / 10);
        for (int i = 0; i < 3; i++) {
            assertThat(controller.targetBitsPerSecond()).isEqualTo(RATE / 10);
            second(0.01);
        }
        assertThat(controller.targetBitsPerSecond()).isEqualTo(RATE);
    }

    @Test
    void doesNotComeBackWhileTheFullRateWouldTripItAgain() {
        for (int i = 0; i < 30; i++) {
            second(0.4);
        }
        assertThat(controller.targetBitsPerSecond()).isEqualTo(RATE / 10);
    }

    @Test
    void stepsBackToTheLeastRateAtMost() {
        FixedRateController slow = new FixedRateController(LIMITS, 100_000, null);
        for (int i = 0; i < 4; i++) {
            nowNanos += 1000 * MILLISECOND;
            slow.onPacketSent(nowNanos, -1, 100);
            slow.onFeedback(nowNanos, new ReceiverReport(1, 0, -1));
        }
        assertThat(slow.targetBitsPerSecond()).isEqualTo(30_000);
    }

    @Test
    void saysNothingAboutAPathThatNothingWasSentOn() {
        for (int i = 0; i < 10; i++) {
            nowNanos += 1000 * MILLISECOND;
            controller.onFeedback(nowNanos, new ReceiverReport(1, 0, 100 * MILLISECOND));
        }
        assertThat(controller.targetBitsPerSecond()).isEqualTo(RATE);
    }

    @Test
    void aLongRoundTripAsksForALongerInterval() {
        for (int i = 0; i < 9; i++) {
            second(0.4, 1000 * MILLISECOND);
        }
        assertThat(controller.targetBitsPerSecond()).isEqualTo(RATE);
        second(0.4, 1000 * MILLISECOND);
        assertThat(controller.targetBitsPerSecond()).isEqualTo(RATE / 10);
    }

    @Test
    void handsOnWhatItHasHeard() {
        CongestionSnapshot seed = new CongestionSnapshot(77_000, 0.25, 40 * MILLISECOND, 90_000);
        FixedRateController seeded = new FixedRateController(LIMITS, RATE, seed);
        assertThat(seeded.snapshot()).isEqualTo(new CongestionSnapshot(RATE, 0.25, 40 * MILLISECOND, 90_000));
        seeded.onFeedback(nowNanos, new ReceiverReport(0.5, 0, 60 * MILLISECOND));
        seeded.onFeedback(nowNanos, new ReceiverEstimate(80_000));
        seeded.onFeedback(nowNanos, new ReceiverReport(0.125, 0, -1));
        assertThat(seeded.snapshot()).isEqualTo(new CongestionSnapshot(RATE, 0.125, 60 * MILLISECOND, 80_000));
    }

    private void second(double loss) {
        second(loss, 100 * MILLISECOND);
    }

    /** A second's worth of packets at the target, then a report. */
    private void second(double loss, long roundTripNanos) {
        int packets = (int) (controller.targetBitsPerSecond() / 8 / 500);
        for (int i = 0; i < packets; i++) {
            controller.onPacketSent(nowNanos, -1, 500);
            nowNanos += 1000 * MILLISECOND / packets;
        }
        controller.onFeedback(nowNanos, new ReceiverReport(loss, 0, roundTripNanos));
    }
}
