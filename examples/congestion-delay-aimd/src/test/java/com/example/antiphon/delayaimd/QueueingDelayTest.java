// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueingDelayTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000 * MILLISECOND;

    private final QueueingDelay delay = new QueueingDelay();

    @Test
    void isWhatIsAboveTheLeast() {
        delay.onSample(0, 80 * MILLISECOND);
        delay.onSample(SECOND, 50 * MILLISECOND);
        delay.onSample(2 * SECOND, 65 * MILLISECOND);
        assertThat(delay.standingNanos()).isEqualTo(15 * MILLISECOND);
    }

    @Test
    void theOriginOfTheClocksDoesNotMatterNotEvenWhereTheyWrap() {
        for (long origin : new long[] {0, -5 * SECOND, Long.MAX_VALUE - SECOND, Long.MIN_VALUE}) {
            QueueingDelay shifted = new QueueingDelay();
            shifted.onSample(origin, origin + 50 * MILLISECOND);
            shifted.onSample(origin + SECOND, origin + 90 * MILLISECOND);
            assertThat(shifted.standingNanos()).isEqualTo(40 * MILLISECOND);
        }
    }

    @Test
    void itsGradientTellsWhetherQueuesFillOrDrain() {
        for (int i = 0; i < 20; i++) {
            delay.onSample(i * 100 * MILLISECOND, i * 5 * MILLISECOND);
        }
        assertThat(delay.gradient()).isBetween(0.045, 0.055);
        for (int i = 20; i < 40; i++) {
            delay.onSample(i * 100 * MILLISECOND, (40 - i) * 5 * MILLISECOND);
        }
        assertThat(delay.gradient()).isBetween(-0.055, -0.045);
    }

    @Test
    void aLongerRouteIsBelievedAfterHalfAMinute() {
        for (int i = 0; i < 100; i++) {
            delay.onSample(i * 100 * MILLISECOND, 20 * MILLISECOND);
        }
        for (int i = 100; i < 450; i++) {
            delay.onSample(i * 100 * MILLISECOND, 120 * MILLISECOND);
        }
        assertThat(delay.standingNanos()).isZero();
    }

    @Test
    void aClockThatIsSetAnewIsNoQueue() {
        delay.onSample(0, 20 * MILLISECOND);
        delay.onSample(SECOND, 3_600 * SECOND);
        assertThat(delay.standingNanos()).isZero();
        delay.onSample(2 * SECOND, Long.MIN_VALUE);
        delay.onSample(3 * SECOND, Long.MAX_VALUE);
        assertThat(delay.standingNanos()).isNotNegative();
    }

    @Test
    void isNeverNegativeWhateverComes() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long sample = i % 100 == 0 ? random.nextLong() : random.nextLong(SECOND);
            delay.onSample(i % 1_000 == 0 ? random.nextLong() : i * MILLISECOND, sample);
            assertThat(delay.standingNanos()).isNotNegative();
            assertThat(delay.gradient()).isFinite();
        }
    }
}
