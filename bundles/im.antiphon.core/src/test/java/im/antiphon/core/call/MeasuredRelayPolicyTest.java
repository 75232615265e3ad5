// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import static im.antiphon.core.call.CallMode.P2P;
import static im.antiphon.core.call.CallMode.SFU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MeasuredRelayPolicyTest {
    private static final RelayFigures GOOD = new RelayFigures(0.0, 80, 10, 0.2, 0.3, 0.1);
    private static final RelayFigures BETWEEN = new RelayFigures(0.05, 300, 40, 0.8, 0.8, 0.8);
    private static final RelayFigures BAD = new RelayFigures(0.2, 80, 10, 0.2, 0.3, 0.1);
    private static final RelayFigures CUT_OFF = new RelayFigures(1, -1, -1, -1, -1, -1);

    private final MeasuredRelayPolicy policy = new MeasuredRelayPolicy(RelaySettings.DEFAULT);
    private long nowNanos = -TimeUnit.SECONDS.toNanos(5);
    private CallMode mode = P2P;

    /** Both report once a second; how many seconds it took until the mode changed, or -1 where it did not. */
    private int secondsUntilMoved(int atMost, RelayFigures ada, RelayFigures bob) {
        CallMode before = mode;
        for (int second = 0; second < atMost; second++) {
            mode = policy.measured(nowNanos, "ada", mode, ada);
            mode = policy.measured(nowNanos, "bob", mode, bob);
            if (mode != before) {
                return second;
            }
            nowNanos += TimeUnit.SECONDS.toNanos(1);
        }
        return -1;
    }

    @Test
    void aCallMovesToTheUnitAfterThreeBadSecondsOfEitherSide() {
        assertThat(secondsUntilMoved(60, GOOD, BAD)).isEqualTo(3);
        assertThat(mode).isEqualTo(SFU);
    }

    @Test
    void itMovesBackOnceBothHaveFaredWellFor30Seconds() {
        secondsUntilMoved(60, BAD, GOOD);
        assertThat(secondsUntilMoved(100, GOOD, BAD)).isEqualTo(-1);
        assertThat(secondsUntilMoved(100, GOOD, GOOD)).isEqualTo(30);
        assertThat(mode).isEqualTo(P2P);
    }

    @Test
    void nothingMovesBetweenTheBounds() {
        assertThat(secondsUntilMoved(1_000, BETWEEN, BETWEEN)).isEqualTo(-1);
        mode = SFU;
        assertThat(secondsUntilMoved(1_000, BETWEEN, GOOD)).isEqualTo(-1);
    }

    @Test
    void oneGoodFigureAmongBadOnesBeginsTheCountAnew() {
        for (int i = 0; i < 100; i++) {
            assertThat(secondsUntilMoved(3, BAD, GOOD)).isEqualTo(-1);
            assertThat(secondsUntilMoved(1, GOOD, GOOD)).isEqualTo(-1);
        }
    }

    @Test
    void whoIsCutOffDoesNotWait() {
        assertThat(secondsUntilMoved(10, CUT_OFF, GOOD)).isZero();
    }

    @Test
    void figuresThatComeTooRarelyProveNothing() {
        for (int i = 0; i < 100; i++) {
            assertThat(policy.measured(nowNanos, "ada", P2P, BAD)).isEqualTo(P2P);
            nowNanos += RelaySettings.DEFAULT.staleNanos();
        }
    }

    @Test
    void aSideThatIsSilentKeepsTheCallWithTheUnit() {
        for (int second = 0; second < 100; second++) {
            assertThat(policy.measured(nowNanos, "ada", SFU, GOOD)).isEqualTo(SFU);
            nowNanos += TimeUnit.SECONDS.toNanos(1);
        }
    }

    @Test
    void patienceDoublesWithEachFailureOfTheDirectWay() {
        for (int expected : List.of(30, 60, 120, 240, 480, 960, 960)) {
            assertThat(secondsUntilMoved(10, BAD, GOOD)).isEqualTo(3);
            assertThat(secondsUntilMoved(2_000, GOOD, GOOD)).isEqualTo(expected);
        }
    }

    @Test
    void eachFigureCounts() {
        RelayFigures good = RelaySettings.DEFAULT.good();
        List<RelayFigures> each = List.of(
                new RelayFigures(0.08, -1, -1, -1, -1, -1),
                new RelayFigures(-1, 400, -1, -1, -1, -1),
                new RelayFigures(-1, -1, 60, -1, -1, -1),
                new RelayFigures(-1, -1, -1, 0.9, -1, -1),
                new RelayFigures(-1, -1, -1, -1, 0.9, -1),
                new RelayFigures(-1, -1, -1, -1, -1, 0.9));
        for (RelayFigures figures : each) {
            mode = P2P;
            assertThat(secondsUntilMoved(10, figures, good)).as("%s", figures).isEqualTo(3);
        }
    }

    @Test
    void randomFiguresMoveACallAtMostTwiceInThirtySeconds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RelayFigures[] some = {GOOD, BETWEEN, BAD};
        int moves = 0;
        for (int second = 0; second < 36_000; second++) {
            CallMode before = mode;
            RelayFigures figures = some[random.nextInt(100) < 97 ? 0 : random.nextInt(3)];
            mode = policy.measured(nowNanos, second % 2 == 0 ? "ada" : "bob", mode, figures);
            moves += mode == before ? 0 : 1;
            nowNanos += TimeUnit.MILLISECONDS.toNanos(500);
        }
        assertThat(moves).as("seed %d", seed).isLessThanOrEqualTo(18_000 / 15);
    }

    @Test
    void goodFiguresMustLieBelowBadOnes() {
        RelayFigures same = RelaySettings.DEFAULT.bad();
        assertThatThrownBy(() -> new RelaySettings(same, same, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
