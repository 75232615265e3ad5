package ${package};

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts outcomes in slices of a tenth of the window. Every call takes the lock for some arithmetic, never for the length of
 * the downstream's call. Safe from any thread.
 */
final class CountingBreaker implements CircuitBreaker {
    private static final int SLICES = 10;

    private final BreakerSettings settings;
    private final long originNanos;

    // guarded by this
    private final long[] successes = new long[SLICES];
    private final long[] failures = new long[SLICES];
    private State state = State.CLOSED;
    private long turn;
    private long elapsedNanos;
    private long sinceNanos;
    private long slice;
    private int failuresInARow;

    CountingBreaker(BreakerSettings settings, long nowNanos, @Nullable BreakerSnapshot seed) {
        this.settings = settings;
        this.originNanos = nowNanos;
        if (seed != null) {
            state = seed.state();
            turn = seed.turn();
            sinceNanos = Math.min(0, seed.sinceNanos() - nowNanos);
            if (state == State.CLOSED) {
                failuresInARow = seed.consecutiveFailures();
                successes[0] = seed.successes();
                failures[0] = seed.failures();
            }
        }
    }

    @Override
    public synchronized long tryAcquire(long nowNanos) {
        advanceTo(nowNanos);
        if (state == State.CLOSED) {
            return turn;
        }
        if (elapsedNanos - sinceNanos < settings.sleepWindowNanos()) {
            return REJECTED;
        }
        begin(State.HALF_OPEN); // the caller is the probe, also where the last one has never reported
        return turn;
    }

    @Override
    public synchronized void onSuccess(long permit, long nowNanos, long durationNanos) {
        if (permit != turn || state == State.OPEN) {
            return; // of a turn that is over
        }
        advanceTo(nowNanos);
        if (state == State.HALF_OPEN) {
            begin(State.CLOSED);
            return;
        }
        failuresInARow = 0;
        successes[(int) (slice % SLICES)]++;
        openIfOverTheLimit();
    }

    @Override
    public synchronized void onFailure(long permit, long nowNanos, long durationNanos) {
        if (permit != turn || state == State.OPEN) {
            return;
        }
        advanceTo(nowNanos);
        if (state == State.HALF_OPEN) {
            begin(State.OPEN);
            return;
        }
        failuresInARow = Math.max(failuresInARow, failuresInARow + 1); // stays where it would wrap
        failures[(int) (slice % SLICES)]++;
        openIfOverTheLimit();
    }

    @Override
    public synchronized State state() {
        return state;
    }

    @Override
    public synchronized BreakerSnapshot snapshot(long nowNanos) {
        advanceTo(nowNanos);
        return new BreakerSnapshot(
                state,
                originNanos + sinceNanos,
                turn,
                failuresInARow,
                (int) Math.min(Integer.MAX_VALUE, sum(successes)),
                (int) Math.min(Integer.MAX_VALUE, sum(failures)));
    }

    private void openIfOverTheLimit() {
        long failed = sum(failures);
        long outcomes = failed + sum(successes);
        boolean ratioReached =
                outcomes >= settings.minimumCalls() && (double) failed / outcomes >= settings.failureRatio();
        if (failuresInARow >= settings.maximumFailures() || ratioReached) {
            begin(State.OPEN);
        }
    }

    /** Every change of state, and every other probe, begins a turn: reports of former ones count no more. */
    private void begin(State next) {
        state = next;
        turn = turn == BreakerSnapshot.MAXIMUM_TURN ? 0 : turn + 1;
        sinceNanos = elapsedNanos;
        failuresInARow = 0;
        Arrays.fill(successes, 0);
        Arrays.fill(failures, 0);
    }

    /** Time never goes back, and its origin is arbitrary: only differences count. */
    private void advanceTo(long nowNanos) {
        elapsedNanos = Math.max(elapsedNanos, nowNanos - originNanos);
        long reached = elapsedNanos / (settings.windowNanos() / SLICES);
        for (long passed = Math.max(slice + 1, reached - SLICES + 1); passed <= reached; passed++) {
            successes[(int) (passed % SLICES)] = 0;
            failures[(int) (passed % SLICES)] = 0;
        }
        slice = reached;
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
