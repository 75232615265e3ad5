// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import im.antiphon.load.LatencySummary;
import im.antiphon.load.SourceStatistics;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class VoiceQualityTest {
    /** The scores of G.107, annex B, for ratings that can be worked out by hand. */
    @Test
    void isWhatTheModelSays() {
        assertThat(VoiceQuality.mos(0, 0)).isCloseTo(4.41, within(0.005)); // R = 93.2
        assertThat(VoiceQuality.mos(150, 0)).isCloseTo(4.33, within(0.005)); // R = 89.6
        assertThat(VoiceQuality.mos(400, 0)).isCloseTo(3.05, within(0.005)); // R = 59.1: beyond 177.3 ms
        assertThat(VoiceQuality.mos(0, 0.01)).isCloseTo(4.18, within(0.005)); // R = 84.6
        assertThat(VoiceQuality.mos(0, 0.10)).isCloseTo(2.35, within(0.005)); // R = 45.7
        assertThat(VoiceQuality.mos(0, 1)).isCloseTo(1.0, within(0.1));
        assertThat(VoiceQuality.mos(5000, 1)).isEqualTo(1);
    }

    @Property
    void neverGetsBetterByDelayOrLoss(
            @ForAll @DoubleRange(min = 0, max = 2000) double delay,
            @ForAll @DoubleRange(min = 0, max = 0.9) double loss,
            @ForAll @DoubleRange(min = 0, max = 100) double more) {
        double mos = VoiceQuality.mos(delay, loss);
        assertThat(mos).isBetween(1.0, VoiceQuality.BEST_MOS);
        assertThat(VoiceQuality.mos(delay + more, loss)).isLessThanOrEqualTo(mos + 1e-9);
        assertThat(VoiceQuality.mos(delay, loss + more / 1000)).isLessThanOrEqualTo(mos + 1e-9);
    }

    @Test
    void whatComesTooLateIsLost() {
        assertThat(VoiceQuality.mos(source(1000, 10, 0), 0)).isCloseTo(4.38, within(0.02));
        assertThat(VoiceQuality.mos(source(1000, 10, 50), 0))
                .isCloseTo(VoiceQuality.mos(source(950, 10, 0), 50), within(0.05));
        assertThat(VoiceQuality.mos(source(0, 0, 0), 0)).isEqualTo(1);
    }

    static SourceStatistics source(long received, long millis, long late) {
        long nanos = millis * 1_000_000;
        return new SourceStatistics(
                1,
                "0",
                7,
                0,
                received,
                0,
                0,
                0,
                80 * received,
                new LatencySummary(received, nanos, nanos, nanos, nanos, nanos),
                1_000_000,
                20_000_000,
                0,
                late,
                false);
    }
}
