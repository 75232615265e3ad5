// SPDX-License-Identifier: Apache-2.0
package im.antiphon.tck;

import static im.antiphon.api.breaker.CircuitBreaker.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreaker.State;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every circuit breaker has to do.
 *
 * <pre>
 * class AcmeBreakerContractTest extends BreakerContract {
 *     {@literal @}Override
 *     protected CircuitBreakerFactory factory() {
 *         return (name, settings, nowNanos, seed) -> new AcmeBreaker(settings, nowNanos, seed);
 *     }
 * }
 * </pre>
 */
public abstract class BreakerContract {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000 * MILLISECOND;
    private static final long SLEEP = 60 * SECOND;
    private static final BreakerSettings SETTINGS = new BreakerSettings(5, 0.5, 10, 10 * SECOND, SLEEP);

    /** A run of failures opens it only when nothing else can. */
    private static final BreakerSettings BY_RATIO = new BreakerSettings(1_000, 0.5, 10, 10 * SECOND, SLEEP);

    /** The present in most tests: of no particular origin, as {@code System.nanoTime} is. */
    private static final long START = -7_000_000_123L;

    /** The factory under test; may be a new one each time. */
    protected abstract CircuitBreakerFactory factory();

    /** What the table is made of, beside the states. */
    private enum Event {
        ASKED,
        ASKED_JUST_BEFORE_THE_SLEEP_WINDOW_ENDS,
        ASKED_AS_THE_SLEEP_WINDOW_ENDS,
        SUCCEEDED,
        FAILED,
        FAILED_FIVE_TIMES,
        SUCCEEDED_IN_A_FORMER_TURN,
        FAILED_FIVE_TIMES_IN_A_FORMER_TURN,
        SUCCEEDED_WITHOUT_PERMIT,
        FAILED_FIVE_TIMES_WITHOUT_PERMIT
    }

    private static final Map<State, Map<Event, State>> TABLE = Map.of(
            State.CLOSED,
            Map.of(Event.FAILED_FIVE_TIMES, State.OPEN),
            State.OPEN,
            Map.of(Event.ASKED_AS_THE_SLEEP_WINDOW_ENDS, State.HALF_OPEN),
            State.HALF_OPEN,
            Map.of(Event.SUCCEEDED, State.CLOSED, Event.FAILED, State.OPEN, Event.FAILED_FIVE_TIMES, State.OPEN));

    @Test
    void everyEventInEveryStateLeadsWhereTheTableSays() {
        for (State state : State.values()) {
            for (Event event : Event.values()) {
                Bench bench = new Bench(SETTINGS).bringTo(state);
                bench.happen(event);
                assertThat(bench.breaker.state())
                        .as("after %s in %s", event, state)
                        .isEqualTo(TABLE.getOrDefault(state, Map.of()).getOrDefault(event, state));
            }
        }
    }

    @Test
    void beginsClosedAndPermitsWhoeverAsks() {
        Bench bench = new Bench(SETTINGS);
        assertThat(bench.breaker.state()).isEqualTo(State.CLOSED);
        for (int i = 0; i < 100; i++) {
            assertThat(bench.ask()).isNotNegative();
        }
    }

    @Test
    void whileOpenNobodyIsPermitted() {
        Bench bench = new Bench(SETTINGS).bringTo(State.OPEN);
        for (long age : new long[] {0, 1, SECOND, SLEEP / 2, SLEEP - 1}) {
            bench.nowNanos = bench.sinceNanos + age;
            assertThat(bench.ask()).as("permit after %d ns", age).isEqualTo(REJECTED);
        }
    }

    @Test
    void failuresInARowCountOnlyInARow() {
        Bench bench = new Bench(SETTINGS);
        for (int i = 0; i < 2; i++) {
            bench.fail(4);
            bench.succeed(50);
        }
        bench.fail(4);
        assertThat(bench.breaker.state()).isEqualTo(State.CLOSED);
        bench.fail(1);
        assertThat(bench.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void failuresInARowCountHoweverFarApart() {
        Bench bench = new Bench(SETTINGS);
        for (int i = 0; i < 5; i++) {
            assertThat(bench.breaker.state()).isEqualTo(State.CLOSED);
            bench.nowNanos += 3_600 * SECOND;
            bench.fail(1);
        }
        assertThat(bench.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void theRatioCountsFromTheMinimumOfCallsOn() {
        Bench bench = new Bench(BY_RATIO);
        bench.fail(9);
        assertThat(bench.breaker.state()).isEqualTo(State.CLOSED);
        bench.succeed(1);
        assertThat(bench.breaker.state())
                .as("9 of 10 failed, though the last one did not")
                .isEqualTo(State.OPEN);
    }

    @Test
    void theRatioIsReachedByExactlyThatShare() {
        Bench bench = new Bench(BY_RATIO);
        bench.succeed(11);
        bench.fail(10);
        assertThat(bench.breaker.state()).as("10 of 21").isEqualTo(State.CLOSED);
        bench.fail(1);
        assertThat(bench.breaker.state()).as("11 of 22").isEqualTo(State.OPEN);
    }

    @Test
    void anOutcomeCountsAsLongAsItIsNineTenthsOfAWindowOld() {
        Bench bench = new Bench(BY_RATIO);
        bench.fail(9);
        bench.nowNanos += 9 * SECOND - 1;
        bench.fail(1);
        assertThat(bench.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void anOutcomeIsForgottenWhenItIsAWindowOld() {
        Bench bench = new Bench(BY_RATIO);
        bench.fail(9);
        bench.nowNanos += 10 * SECOND;
        bench.fail(9);
        assertThat(bench.breaker.state()).isEqualTo(State.CLOSED);
        assertThat(bench.breaker.snapshot(bench.nowNanos).failures()).isEqualTo(9);
        assertThat(bench.breaker.snapshot(bench.nowNanos + 10 * SECOND).failures())
                .isZero();
    }

    @Test
    void theWindowSlides() {
        Bench bench = new Bench(BY_RATIO);
        for (int second = 0; second < 100; second++) {
            bench.succeed(3);
            bench.fail(2);
            bench.nowNanos += SECOND;
        }
        BreakerSnapshot snapshot = bench.breaker.snapshot(bench.nowNanos);
        assertThat(snapshot.state()).isEqualTo(State.CLOSED);
        assertThat(snapshot.successes()).isBetween(27, 30);
        assertThat(snapshot.failures()).isBetween(18, 20);
    }

    @Test
    void afterTheProbeSucceededItBeginsAnew() {
        Bench bench = new Bench(SETTINGS).bringTo(State.HALF_OPEN);
        bench.succeed(1);
        assertThat(bench.breaker.state()).isEqualTo(State.CLOSED);
        assertThat(bench.breaker.snapshot(bench.nowNanos))
                .isEqualTo(new BreakerSnapshot(State.CLOSED, bench.nowNanos, bench.turn(), 0, 0, 0));
        bench.fail(4);
        assertThat(bench.breaker.state()).isEqualTo(State.CLOSED);
        bench.fail(1);
        assertThat(bench.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void afterTheProbeFailedItSleepsAsLongAgain() {
        Bench bench = new Bench(SETTINGS).bringTo(State.HALF_OPEN);
        bench.nowNanos += 3 * SECOND;
        bench.fail(1);
        bench.nowNanos += SLEEP - 1;
        assertThat(bench.ask()).isEqualTo(REJECTED);
        bench.nowNanos += 1;
        assertThat(bench.ask()).isNotNegative();
    }

    @Test
    void aProbeThatNeverReportsIsReplacedAfterASleepWindow() {
        Bench bench = new Bench(SETTINGS).bringTo(State.HALF_OPEN);
        long lost = bench.permit;
        bench.nowNanos += SLEEP - 1;
        assertThat(bench.ask()).isEqualTo(REJECTED);
        bench.nowNanos += 1;
        long probe = bench.ask();
        assertThat(probe).isNotNegative().isNotEqualTo(lost);
        assertThat(bench.ask()).isEqualTo(REJECTED);
        bench.breaker.onFailure(lost, bench.nowNanos, 0);
        assertThat(bench.breaker.state()).as("the lost one is late").isEqualTo(State.HALF_OPEN);
        bench.breaker.onSuccess(probe, bench.nowNanos, 0);
        assertThat(bench.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aProbeDecidesOnce() {
        for (boolean succeeds : new boolean[] {true, false}) {
            Bench bench = new Bench(SETTINGS).bringTo(State.HALF_OPEN);
            long probe = bench.permit;
            bench.report(probe, succeeds, 1);
            State decided = bench.breaker.state();
            bench.report(probe, !succeeds, 20);
            assertThat(bench.breaker.state()).isEqualTo(decided);
            assertThat(bench.breaker.snapshot(bench.nowNanos).failures()).isZero();
        }
    }

    @Test
    void ofManyThreadsThatAskAtOnceOneMayProbe() {
        CircuitBreaker breaker = new Bench(SETTINGS).bringTo(State.OPEN).breaker;
        for (int round = 1; round <= 100; round++) {
            long nowNanos = START + round * 2 * SLEEP;
            List<Long> permits = Together.run(() -> breaker.tryAcquire(nowNanos));
            List<Long> permitted =
                    permits.stream().filter(permit -> permit >= 0).toList();
            assertThat(permitted).as("permits of round %d", round).hasSize(1);
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
            breaker.onFailure(permitted.get(0), nowNanos, 0);
            assertThat(breaker.state()).isEqualTo(State.OPEN);
        }
    }

    @Test
    void ofManyThreadsNoOutcomeIsLost() {
        BreakerSettings hardToImpress = new BreakerSettings(1_000, 1, 1_000, 10 * SECOND, SLEEP);
        CircuitBreaker breaker = new Bench(hardToImpress).breaker;
        Together.run(() -> {
            for (int i = 0; i < 3_000; i++) {
                long permit = breaker.tryAcquire(START);
                if (i % 3 == 0) {
                    breaker.onFailure(permit, START, MILLISECOND);
                } else {
                    breaker.onSuccess(permit, START, MILLISECOND);
                }
            }
            return breaker.state();
        });
        BreakerSnapshot snapshot = breaker.snapshot(START);
        assertThat(snapshot.state()).isEqualTo(State.CLOSED);
        assertThat(snapshot.successes()).isEqualTo(Together.THREADS * 2_000);
        assertThat(snapshot.failures()).isEqualTo(Together.THREADS * 1_000);
    }

    @Test
    void breakersOfOneFactoryDoNotKnowOfEachOther() {
        CircuitBreakerFactory factory = factory();
        CircuitBreaker one = factory.create("same", SETTINGS, START, null);
        CircuitBreaker other = factory.create("same", SETTINGS, START, null);
        for (int i = 0; i < 5; i++) {
            one.onFailure(one.tryAcquire(START), START, 0);
        }
        assertThat(one.state()).isEqualTo(State.OPEN);
        assertThat(other.state()).isEqualTo(State.CLOSED);
        assertThat(other.snapshot(START).failures()).isZero();
    }

    @Test
    void theOriginOfTimeDoesNotMatter() {
        for (long origin : new long[] {0, 1, Long.MIN_VALUE + 1, Long.MAX_VALUE - SECOND, -1}) {
            CircuitBreaker breaker = factory().create("downstream", SETTINGS, origin, null);
            for (int i = 0; i < 5; i++) {
                breaker.onFailure(breaker.tryAcquire(origin + i * SECOND), origin + i * SECOND, 0);
            }
            assertThat(breaker.state()).as("origin %d", origin).isEqualTo(State.OPEN);
            assertThat(breaker.tryAcquire(origin + 4 * SECOND + SLEEP - 1)).isEqualTo(REJECTED);
            assertThat(breaker.tryAcquire(origin + 4 * SECOND + SLEEP)).isNotNegative();
        }
    }

    @Test
    void timeThatGoesBackStandsStill() {
        Bench bench = new Bench(SETTINGS).bringTo(State.OPEN);
        long openedNanos = bench.nowNanos;
        bench.nowNanos -= 3_600 * SECOND;
        assertThat(bench.ask()).isEqualTo(REJECTED);
        bench.nowNanos = openedNanos + SLEEP;
        assertThat(bench.ask()).isNotNegative();
        bench.nowNanos = openedNanos;
        bench.fail(1);
        bench.nowNanos = openedNanos + 2 * SLEEP - 1;
        assertThat(bench.ask()).as("it slept from the latest time seen").isEqualTo(REJECTED);
        bench.nowNanos += 1;
        assertThat(bench.ask()).isNotNegative();
    }

    @Test
    void hostileFiguresAreBorne() {
        long[] hostile = {Long.MIN_VALUE, -1, 0, 1, START, Long.MAX_VALUE};
        for (State state : State.values()) {
            for (long nowNanos : hostile) {
                for (long duration : hostile) {
                    Bench bench = new Bench(SETTINGS).bringTo(state);
                    for (long permit : hostile) {
                        bench.breaker.onFailure(permit, nowNanos, duration);
                        bench.breaker.onSuccess(permit, nowNanos, duration);
                    }
                    long permit = bench.breaker.tryAcquire(nowNanos);
                    bench.breaker.onFailure(permit, nowNanos, duration);
                    bench.breaker.onSuccess(permit, nowNanos, duration);
                    assertThat(bench.breaker.snapshot(nowNanos).state()).isEqualTo(bench.breaker.state());
                }
            }
        }
    }

    @Test
    void aSnapshotSurvivesASwapUnchanged() {
        for (State state : State.values()) {
            Bench bench = new Bench(SETTINGS).bringTo(state);
            if (state == State.CLOSED) {
                bench.succeed(7);
                bench.fail(3);
            }
            bench.nowNanos += SECOND;
            BreakerSnapshot seed = bench.breaker.snapshot(bench.nowNanos);
            assertThat(seed.state()).isEqualTo(state);
            assertThat(bench.swap().breaker.snapshot(bench.nowNanos)).isEqualTo(seed);
        }
    }

    @Test
    void theWindowIsKeptOverASwap() {
        Bench row = new Bench(SETTINGS);
        row.fail(4);
        row.swap().fail(1);
        assertThat(row.breaker.state()).as("the fifth in a row").isEqualTo(State.OPEN);

        Bench ratio = new Bench(BY_RATIO);
        ratio.succeed(5);
        ratio.fail(4);
        ratio.swap().fail(1);
        assertThat(ratio.breaker.state()).as("5 of 10").isEqualTo(State.OPEN);
    }

    @Test
    void theSleepWindowGoesOnOverASwap() {
        Bench bench = new Bench(SETTINGS).bringTo(State.OPEN);
        bench.nowNanos += SLEEP / 2;
        bench.swap();
        bench.nowNanos += SLEEP / 2 - 1;
        assertThat(bench.ask()).isEqualTo(REJECTED);
        bench.nowNanos += 1;
        assertThat(bench.ask()).isNotNegative();
    }

    @Test
    void aProbeUnderWayReportsToTheSuccessor() {
        for (boolean succeeds : new boolean[] {true, false}) {
            Bench bench = new Bench(SETTINGS).bringTo(State.HALF_OPEN);
            bench.nowNanos += SECOND;
            bench.swap();
            assertThat(bench.ask()).as("the probe is out").isEqualTo(REJECTED);
            bench.report(bench.permit, succeeds, 1);
            assertThat(bench.breaker.state()).isEqualTo(succeeds ? State.CLOSED : State.OPEN);
        }
    }

    @Test
    void aLostProbeIsReplacedAfterASwapToo() {
        Bench bench = new Bench(SETTINGS).bringTo(State.HALF_OPEN);
        bench.nowNanos += SLEEP / 2;
        bench.swap();
        bench.nowNanos += SLEEP / 2;
        assertThat(bench.ask()).isNotNegative();
    }

    @Test
    void callsUnderWayReportToTheSuccessor() {
        Bench bench = new Bench(SETTINGS);
        long permit = bench.ask();
        bench.swap();
        bench.report(permit, false, 5);
        assertThat(bench.breaker.state()).isEqualTo(State.OPEN);
        assertThat(bench.swap().breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void fiftySwapsChangeNothing() {
        Bench bench = new Bench(BY_RATIO);
        bench.succeed(20);
        bench.fail(19);
        BreakerSnapshot seed = bench.breaker.snapshot(bench.nowNanos);
        for (int i = 0; i < 50; i++) {
            bench.swap();
        }
        assertThat(bench.breaker.snapshot(bench.nowNanos)).isEqualTo(seed);
        bench.fail(1);
        assertThat(bench.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void hostileSeedsAreBorne() {
        int[] counts = {0, 1, Integer.MAX_VALUE};
        for (State state : State.values()) {
            for (long sinceNanos : new long[] {Long.MIN_VALUE, 0, START, START + 1, Long.MAX_VALUE}) {
                for (long turn : new long[] {0, BreakerSnapshot.MAXIMUM_TURN}) {
                    for (int count : counts) {
                        for (int other : counts) {
                            assertLives(new BreakerSnapshot(state, sinceNanos, turn, other, count, other));
                        }
                    }
                }
            }
        }
    }

    private void assertLives(BreakerSnapshot seed) {
        CircuitBreaker breaker = factory().create("downstream", SETTINGS, START, seed);
        for (int i = 0; i < 5; i++) {
            breaker.onFailure(breaker.tryAcquire(START), START, 0);
        }
        breaker.onFailure(breaker.snapshot(START).turn(), START, 0);
        assertThat(breaker.state()).as("5 failures after %s", seed).isEqualTo(State.OPEN);
        long probe = breaker.tryAcquire(START + SLEEP);
        assertThat(probe).as("a probe after %s", seed).isNotNegative();
        breaker.onSuccess(probe, START + SLEEP, 0);
        assertThat(breaker.state()).as("a good probe after %s", seed).isEqualTo(State.CLOSED);
    }

    /** A breaker with its time and the permit last given. */
    private final class Bench {
        private final BreakerSettings settings;
        private CircuitBreaker breaker;
        private long nowNanos = START;
        private long sinceNanos = START;
        private long permit;
        private long formerPermit = REJECTED;

        Bench(BreakerSettings settings) {
            this.settings = settings;
            breaker = create(null);
        }

        /** A closed one is brought there the long way, so that there was a former turn. */
        Bench bringTo(State state) {
            permit = breaker.tryAcquire(nowNanos);
            formerPermit = permit;
            fail(5);
            if (state != State.OPEN) {
                nowNanos += SLEEP;
                permit = breaker.tryAcquire(nowNanos);
            }
            if (state == State.CLOSED) {
                formerPermit = permit;
                breaker.onSuccess(permit, nowNanos, MILLISECOND);
                permit = breaker.tryAcquire(nowNanos);
            }
            sinceNanos = nowNanos;
            assertThat(breaker.state()).isEqualTo(state);
            return this;
        }

        void happen(Event event) {
            switch (event) {
                case ASKED -> ask();
                case ASKED_JUST_BEFORE_THE_SLEEP_WINDOW_ENDS -> {
                    nowNanos = sinceNanos + SLEEP - 1;
                    ask();
                }
                case ASKED_AS_THE_SLEEP_WINDOW_ENDS -> {
                    nowNanos = sinceNanos + SLEEP;
                    ask();
                }
                case SUCCEEDED -> report(turn(), true, 1);
                case FAILED -> report(turn(), false, 1);
                case FAILED_FIVE_TIMES -> report(turn(), false, 5);
                case SUCCEEDED_IN_A_FORMER_TURN -> report(formerPermit, true, 1);
                case FAILED_FIVE_TIMES_IN_A_FORMER_TURN -> report(formerPermit, false, 5);
                case SUCCEEDED_WITHOUT_PERMIT -> report(REJECTED, true, 1);
                case FAILED_FIVE_TIMES_WITHOUT_PERMIT -> report(REJECTED, false, 5);
            }
        }

        long ask() {
            return breaker.tryAcquire(nowNanos);
        }

        /** The permit of the present turn, whether it was given or not. */
        long turn() {
            return breaker.snapshot(nowNanos).turn();
        }

        void succeed(int times) {
            report(turn(), true, times);
        }

        void fail(int times) {
            report(turn(), false, times);
        }

        void report(long permit, boolean success, int times) {
            for (int i = 0; i < times; i++) {
                if (success) {
                    breaker.onSuccess(permit, nowNanos, MILLISECOND);
                } else {
                    breaker.onFailure(permit, nowNanos, MILLISECOND);
                }
            }
        }

        Bench swap() {
            breaker = create(breaker.snapshot(nowNanos));
            return this;
        }

        private CircuitBreaker create(@Nullable BreakerSnapshot seed) {
            return factory().create("downstream", settings, nowNanos, seed);
        }
    }
}
