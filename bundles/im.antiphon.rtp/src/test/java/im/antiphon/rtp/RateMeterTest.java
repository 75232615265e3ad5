// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.ManualTime;
import org.junit.jupiter.api.Test;

class RateMeterTest {
    private final ManualTime time = new ManualTime(-3_000_000_000L);
    private final RateMeter meter = new RateMeter();

    @Test
    void nothingIsNothing() {
        assertThat(meter.bitsPerSecond(time.nowNanos())).isZero();
    }

    @Test
    void aSteadyStreamHasItsRate() {
        for (int i = 0; i < 100; i++) {
            meter.add(time.advanceMillis(20), 80);
        }
        assertThat(meter.bitsPerSecond(time.nowNanos())).isBetween(31_000L, 33_000L);
    }

    @Test
    void aYoungStreamIsMeasuredOverItsAge() {
        for (int i = 0; i < 10; i++) {
            meter.add(time.nowNanos(), 80);
            time.advanceMillis(20);
        }
        assertThat(meter.bitsPerSecond(time.nowNanos())).isBetween(31_000L, 33_000L);
    }

    @Test
    void silenceRunsOut() {
        meter.add(time.nowNanos(), 1000);
        assertThat(meter.bitsPerSecond(time.advanceMillis(950))).isBetween(8000L, 8500L);
        assertThat(meter.bitsPerSecond(time.advanceMillis(100))).isZero();
        meter.add(time.advanceMillis(60_000), 500);
        assertThat(meter.bitsPerSecond(time.nowNanos())).isBetween(4000L, 4500L);
    }
}
