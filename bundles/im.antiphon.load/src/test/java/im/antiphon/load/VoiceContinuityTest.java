// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VoiceContinuityTest {
    private static final long MILLI = 1_000_000L;
    private static final long FRAME = 20 * MILLI;

    private final VoiceContinuity continuity = new VoiceContinuity();

    /** Sent at that many milliseconds, it comes that much later. */
    private void packet(long sequence, long sentMillis, long wayMillis) {
        continuity.add((sentMillis + wayMillis) * MILLI, sentMillis * MILLI, sequence);
    }

    @Test
    void hearsAFrameAfterTheOther() {
        for (int i = 0; i < 100; i++) {
            packet(i, 20 * i, 5);
        }
        assertThat(continuity.missing()).isZero();
        assertThat(continuity.longestGapNanos()).isEqualTo(FRAME);
    }

    @Test
    void whatIsLostIsMissingAndAGap() {
        packet(0, 0, 5);
        packet(1, 20, 5);
        packet(5, 100, 5);
        assertThat(continuity.missing()).isEqualTo(3);
        assertThat(continuity.longestGapNanos()).isEqualTo(4 * FRAME);
    }

    @Test
    void whatComesLateIsNotMissing() {
        packet(0, 0, 5);
        packet(2, 40, 5);
        packet(1, 20, 30);
        assertThat(continuity.missing()).isZero();
        assertThat(continuity.longestGapNanos()).isEqualTo(2 * FRAME);
    }

    @Test
    void aPauseOfTheSenderIsNoGap() {
        packet(0, 0, 5);
        packet(1, 400, 5);
        packet(2, 800, 5);
        assertThat(continuity.missing()).isZero();
        assertThat(continuity.longestGapNanos()).isEqualTo(FRAME);
    }

    @Test
    void aHoldUpOnTheWayIsOne() {
        packet(0, 0, 5);
        packet(1, 20, 305);
        assertThat(continuity.longestGapNanos()).isEqualTo(FRAME + 300 * MILLI);
    }

    @Test
    void nothingIsMissingBetweenTwoSenders() {
        packet(0, 0, 5);
        continuity.anotherSender();
        packet(500, 9000, 5);
        assertThat(continuity.missing()).isZero();
        assertThat(continuity.longestGapNanos()).isZero();
    }
}
