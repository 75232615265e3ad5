package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.congestion.CongestionFeedback.ReceiverReport;
import im.antiphon.api.congestion.CongestionLimits;
import org.junit.jupiter.api.Test;

class AimdControllerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final CongestionLimits LIMITS = new CongestionLimits(10_000, 100_000, 1_000_000);

    private final AimdController controller = new AimdController(LIMITS, null);

    @Test
    void climbsWithCleanReportsAndHalvesOnLoss() {
        controller.onFeedback(SECOND, new ReceiverReport(0, 0, -1));
        assertThat(controller.targetBitsPerSecond()).isEqualTo(108_000);
        controller.onFeedback(2 * SECOND, new ReceiverReport(0.5, 0, -1));
        assertThat(controller.targetBitsPerSecond()).isEqualTo(54_000);
    }

    @Test
    void halvesWhenReportsCease() {
        controller.onPacketSent(0, -1, 160);
        controller.onTimeout(controller.nextTimeoutNanos());
        assertThat(controller.targetBitsPerSecond()).isEqualTo(50_000);
    }

    @Test
    void goesOnFromWhatItsPredecessorKnew() {
        controller.onFeedback(SECOND, new ReceiverReport(0.1, 0, 80_000_000));
        AimdController successor = new AimdController(LIMITS, controller.snapshot());
        assertThat(successor.snapshot()).isEqualTo(controller.snapshot());
    }
}
