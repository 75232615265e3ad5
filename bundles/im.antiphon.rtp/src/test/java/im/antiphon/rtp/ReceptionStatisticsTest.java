// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.ManualTime;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ReceptionStatisticsTest {
    private static final int CLOCK_RATE = 48_000;

    private final ManualTime time = new ManualTime();
    private final ReceptionStatistics statistics = new ReceptionStatistics(CLOCK_RATE);
    private final ReportBlock block = new ReportBlock();
    private int timestamp = 0xfffffc00;

    ReceptionStatisticsTest() {
        block.wrap(ByteBuffer.allocate(ReportBlock.LENGTH), 0);
    }

    /** One 20 ms packet, on time. */
    private boolean arrives(int sequenceNumber) {
        timestamp += 960;
        return statistics.onPacket(time.advanceMillis(20), sequenceNumber & 0xffff, timestamp, 100);
    }

    private ReportBlock report() {
        statistics.report(time.nowNanos(), block);
        return block;
    }

    @Test
    void aPerfectStreamLosesNothingAndDoesNotJitter() {
        for (int i = 65_530; i < 65_630; i++) {
            arrives(i);
        }
        assertThat(report().fractionLost()).isZero();
        assertThat(block.cumulativeLost()).isZero();
        assertThat(block.jitter()).isZero();
        assertThat(block.extendedHighestSequenceNumber()).isEqualTo(65_629);
        assertThat(statistics.receivedPackets()).isEqualTo(100);
        assertThat(statistics.receivedBytes()).isEqualTo(10_000);
        assertThat(statistics.bitsPerSecond(time.nowNanos())).isBetween(39_000L, 41_500L);
    }

    @Test
    void theFractionIsOfTheIntervalTheSumOfAll() {
        for (int i = 0; i < 100; i++) {
            if (i % 4 != 1) {
                arrives(i);
            }
        }
        assertThat(report().fractionLost()).isEqualTo(64);
        assertThat(block.cumulativeLost()).isEqualTo(25);
        for (int i = 100; i < 200; i++) {
            arrives(i);
        }
        assertThat(report().fractionLost()).isZero();
        assertThat(block.cumulativeLost()).isEqualTo(25);
    }

    @Test
    void reorderingIsNoLossAndDuplicatesCountAgainstIt() {
        arrives(10);
        arrives(12);
        arrives(11);
        assertThat(report().cumulativeLost()).isZero();
        arrives(12);
        arrives(12);
        assertThat(report().cumulativeLost()).isEqualTo(-2);
        assertThat(block.fractionLost()).isZero();
    }

    @Test
    void theLostAreClampedTo24Bits() {
        arrives(0);
        for (int i = 1; i <= 3000; i++) {
            arrives(i * 2990);
        }
        assertThat(report().cumulativeLost()).isEqualTo(0x7fffff);
        assertThat(block.fractionLost()).isEqualTo(255);
    }

    @Test
    void aFarJumpNeedsASecondPacket() {
        arrives(100);
        assertThat(arrives(20_000)).isFalse();
        assertThat(arrives(30_000)).isFalse();
        assertThat(statistics.extendedHighestSequenceNumber()).isEqualTo(100);
        assertThat(arrives(30_001)).isTrue();
        assertThat(statistics.extendedHighestSequenceNumber()).isEqualTo(30_001);
        assertThat(statistics.expected()).isEqualTo(1);
        assertThat(report().cumulativeLost()).isZero();
    }

    @Test
    void aSourceOnProbationNeedsPacketsInSequence() {
        ReceptionStatistics cautious = new ReceptionStatistics(CLOCK_RATE, ReceptionStatistics.CAUTIOUS_PROBATION);
        assertThat(cautious.onPacket(time.nowNanos(), 5, 0, 1)).isFalse();
        assertThat(cautious.onPacket(time.nowNanos(), 7, 0, 1)).isFalse();
        assertThat(cautious.onPacket(time.nowNanos(), 8, 0, 1)).isTrue();
        assertThat(cautious.expected()).isEqualTo(1);
        assertThat(cautious.receivedPackets()).isEqualTo(1);
    }

    @Test
    void aLongerProbationStartsOverAtAGap() {
        ReceptionStatistics wary = new ReceptionStatistics(CLOCK_RATE, 3);
        for (int number : new int[] {1, 2, 5, 6}) {
            assertThat(wary.onPacket(time.nowNanos(), number, 0, 1)).isFalse();
        }
        assertThat(wary.onPacket(time.nowNanos(), 7, 0, 1)).isTrue();
    }

    /** RFC 3550, A.8, by hand: |D| alternates 480, 480 timestamp units, J converges to 480. */
    @Test
    void jitterConvergesToTheMeanDeviation() {
        for (int i = 0; i < 400; i++) {
            timestamp += 960;
            long arrival = time.advanceMillis(20) + (i % 2 == 0 ? 0 : 10_000_000L);
            statistics.onPacket(arrival, i, timestamp, 100);
        }
        assertThat(statistics.jitter()).isBetween(470, 480);
        assertThat(statistics.jitterNanos()).isBetween(9_700_000L, 10_000_000L);
    }

    @Test
    void aBlockRefersToTheLastSenderReport() {
        arrives(1);
        assertThat(report().lastSenderReport()).isZero();
        assertThat(block.delaySinceLastSenderReport()).isZero();
        statistics.onSenderReport(time.nowNanos(), 0xb44db70520000000L);
        time.advanceMillis(5250);
        assertThat(report().lastSenderReport()).isEqualTo(0xb7052000);
        assertThat(block.delaySinceLastSenderReport()).isEqualTo(0x00054000);
    }

    @Test
    void beforeTheFirstPacketThereIsNothingToReport() {
        assertThat(report().fractionLost()).isZero();
        assertThat(block.cumulativeLost()).isZero();
        assertThat(block.extendedHighestSequenceNumber()).isZero();
    }
}
