// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VoiceTickTest {
    private static final long TICK = 4_000_000L;
    private static final long WINDOW = 100_000_000L;

    private long nowNanos = Long.MAX_VALUE - WINDOW; // which passes its end on the way
    private final VoiceTick tick = new VoiceTick(TICK, 10_000, () -> nowNanos);

    /** A tenth of a second in which packets leave; whether they had waited. */
    private boolean window(int packets, double piecesAtOnce, double piecesWithTick) {
        boolean waited = tick.waitNanos() > 0;
        tick.onSent(packets, Math.round(packets * (waited ? piecesWithTick : piecesAtOnce)));
        nowNanos += WINDOW;
        return waited;
    }

    private int windowsThatWait(int windows, double piecesAtOnce, double piecesWithTick) {
        int waited = 0;
        for (int i = 0; i < windows; i++) {
            waited += window(1_000, piecesAtOnce, piecesWithTick) ? 1 : 0;
        }
        return waited;
    }

    @Test
    void nothingWaitsWhileFewPacketsLeave() {
        for (int i = 0; i < 50; i++) {
            assertThat(window(999, 1, 0.2)).isFalse();
        }
    }

    @Test
    void underLoadMediaWaitsWhereItGoesTogether() {
        assertThat(window(1_000, 1, 0.5)).isFalse(); // nothing is known yet
        assertThat(windowsThatWait(1_000, 1, 0.5)).isBetween(970, 995); // all but those it is compared with
    }

    @Test
    void mediaThatGoesAloneAnywayIsTriedAndLeftInPeace() {
        assertThat(windowsThatWait(1_000, 1, 0.9)).isBetween(5, 15);
    }

    @Test
    void whatGoesTogetherWithoutATickIsNoReasonForOne() {
        assertThat(windowsThatWait(1_000, 0.3, 0.28)).isBetween(5, 15);
    }

    @Test
    void whatWasNotWorthItIsTriedAgain() {
        windowsThatWait(300, 1, 1);
        assertThat(windowsThatWait(300, 1, 0.4)).isGreaterThan(150);
    }

    @Test
    void afterAQuietTimeNothingWaits() {
        windowsThatWait(50, 1, 0.5);
        nowNanos += 10 * WINDOW;
        assertThat(tick.waitNanos()).isZero();
    }

    @Test
    void oneThatIsOffReadsNoClock() {
        VoiceTick off = new VoiceTick(0, 0, () -> {
            throw new AssertionError("read");
        });
        off.onSent(1_000_000, 1);
        assertThat(off.waitNanos()).isZero();
    }
}
