// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoudnessMeterTest {
    private static final long MILLISECOND = 1_000_000;
    private final LoudnessMeter meter = new LoudnessMeter();

    private long speak(long nowNanos, int packets, int level) {
        for (int i = 0; i < packets; i++) {
            nowNanos += 20 * MILLISECOND;
            meter.onLevel(nowNanos, level);
        }
        return nowNanos;
    }

    @Test
    void isSilentUntilALevelIsKnown() {
        assertThat(meter.loudness(0)).isZero();
    }

    @Test
    void risesWithinAFewPackets() {
        long now = speak(0, 1, 127);
        assertThat(meter.loudness(speak(now, 15, 20))).isBetween(95.0, 107.0);
    }

    @Test
    void outlastsAPauseBetweenWords() {
        long now = speak(0, 50, 20);
        assertThat(meter.loudness(speak(now, 15, 127))).isGreaterThan(80);
    }

    @Test
    void fadesOnceSpeechIsOver() {
        long now = speak(0, 50, 20);
        assertThat(meter.loudness(speak(now, 500, 127))).isLessThan(1);
    }

    @Test
    void fadesWhenPacketsStopAltogether() {
        long now = speak(0, 50, 20);
        assertThat(meter.loudness(now + 20_000 * MILLISECOND)).isLessThan(1);
    }
}
