// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.antiphon.delayaimd.NarrowPath.Flow;
import im.antiphon.api.congestion.CongestionFeedback.ReceiverEstimate;
import im.antiphon.api.congestion.CongestionFeedback.ReceiverReport;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import org.junit.jupiter.api.Test;

class DelayAimdControllerTest {
    private static final CongestionLimits LIMITS = new CongestionLimits(16_000, 300_000, 2_000_000);
    private static final long QUEUEING_LIMIT = 60 * NarrowPath.MILLISECOND;

    @Test
    void usesMostOfANarrowPathAndKeepsItsQueueShort() {
        NarrowPath path = new NarrowPath(200_000);
        Flow flow = path.add(controller());
        path.play(30).measure(60);
        assertThat(flow.meanBitsPerSecond()).isBetween(140_000.0, 200_000.0);
        assertThat(flow.worstQueueMillis()).isLessThan(150);
        assertThat(flow.lost()).isZero();
    }

    @Test
    void roundTripsDoWhereTheReceiverReportsNothingElse() {
        NarrowPath path = new NarrowPath(200_000);
        Flow flow = path.addWithoutArrivals(controller());
        path.play(60).measure(60);
        assertThat(flow.meanBitsPerSecond()).isBetween(120_000.0, 200_000.0);
        assertThat(flow.worstQueueMillis()).isLessThan(300);
        assertThat(flow.lost()).isZero();
    }

    @Test
    void comesDownWhenThePathNarrowsAndClimbsWhenItWidens() {
        NarrowPath path = new NarrowPath(400_000);
        Flow flow = path.add(controller());
        path.play(30).narrowTo(100_000).measure(5);
        assertThat(flow.lost()).as("of 250 packets").isLessThan(30);
        path.measure(30);
        assertThat(flow.meanBitsPerSecond()).isBetween(60_000.0, 100_000.0);
        assertThat(flow.lost()).isZero();
        path.narrowTo(400_000).play(60).measure(30);
        assertThat(flow.meanBitsPerSecond()).isBetween(260_000.0, 400_000.0);
    }

    @Test
    void sharesAPathWithOthersOfItsKind() {
        NarrowPath path = new NarrowPath(300_000);
        Flow first = path.add(controller());
        path.play(60);
        Flow second = path.add(controller());
        path.play(120).measure(120);
        double ratio = first.meanBitsPerSecond() / second.meanBitsPerSecond();
        assertThat(ratio).isBetween(0.5, 2.0);
        assertThat(first.meanBitsPerSecond() + second.meanBitsPerSecond()).isBetween(200_000.0, 300_000.0);
    }

    @Test
    void whatTheAirLosesIsNoReasonToFall() {
        NarrowPath path = new NarrowPath(500_000).loseAtRandom(0.01);
        Flow flow = path.add(controller());
        path.play(30).measure(60);
        assertThat(flow.meanBitsPerSecond()).isGreaterThan(300_000);
    }

    @Test
    void fallsByWhatIsLostWhereMuchIs() {
        DelayAimdController controller = controller();
        controller.onFeedback(0, new ReceiverReport(0.4, 0, -1));
        assertThat(controller.targetBitsPerSecond()).isEqualTo(240_000);
    }

    @Test
    void halvesWithEachIntervalOfSilence() {
        NarrowPath path = new NarrowPath(1_000_000);
        Flow flow = path.addWithoutArrivals(controller());
        path.play(30);
        long before = flow.controller.targetBitsPerSecond();
        path.fallSilent().play(2 * DelayAimdController.SILENCE_NANOS / NarrowPath.SECOND + 2);
        assertThat(flow.controller.targetBitsPerSecond()).isLessThanOrEqualTo(before / 4 + before / 20);
    }

    @Test
    void neverGoesBeyondWhatTheReceiverSaysItCanTake() {
        DelayAimdController controller = controller();
        controller.onFeedback(0, new ReceiverEstimate(50_000));
        assertThat(controller.targetBitsPerSecond()).isEqualTo(50_000);
        assertThat(controller.snapshot().receiverEstimateBitsPerSecond()).isEqualTo(50_000);
    }

    @Test
    void aRateThatNobodyUsesIsNotRaised() {
        DelayAimdController controller = controller();
        for (long second = 0; second < 300; second++) {
            for (long packet = 0; packet < 50; packet++) {
                controller.onPacketSent((second * 50 + packet) * 20 * NarrowPath.MILLISECOND, -1, 80);
            }
            controller.onFeedback(second * NarrowPath.SECOND, new ReceiverReport(0, 0, NarrowPath.MILLISECOND));
        }
        assertThat(controller.targetBitsPerSecond()).isBetween(300_000L, 330_000L);
    }

    @Test
    void aSuccessorGoesOnWhereItsPredecessorStood() {
        NarrowPath path = new NarrowPath(200_000);
        Flow flow = path.add(controller());
        path.play(40);
        CongestionSnapshot left = flow.controller.snapshot();
        DelayAimdController successor = new DelayAimdController(LIMITS, QUEUEING_LIMIT, left);
        assertThat(successor.snapshot()).isEqualTo(left);
    }

    private static DelayAimdController controller() {
        return new DelayAimdController(LIMITS, QUEUEING_LIMIT, null);
    }
}
