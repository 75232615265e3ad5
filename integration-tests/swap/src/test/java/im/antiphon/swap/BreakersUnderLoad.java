// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.breaker.CircuitBreaker.State;
import im.antiphon.api.plugin.PluginKind;
import java.io.IOException;

/**
 * Downstreams that are called all the time: some that answer, one whose breaker has been opened and stays open for longer
 * than all this takes, and one whose window is looked at: four failures before a swap and one after it open it.
 */
final class BreakersUnderLoad implements KindUnderLoad {
    /** {@code im.antiphon.core.breakers~swap-open}: sleeps for longer than a test may take. */
    static final String OPEN = "swap-open";

    /** {@code im.antiphon.core.breakers~swap-window}: sleeps for a millisecond, and forgets no failure however long a swap takes. */
    static final String WINDOW = "swap-window";

    private static final int SOUND = 50;
    private static final int FAILURES_TO_OPEN = 5;
    private static final long PAUSE_MILLIS = 5;

    private final Breakers breakers;
    private final String plugin;
    private final HeldUp heldUp = new HeldUp();
    private final Faults faults = new Faults();
    private final PacedLoad load;

    BreakersUnderLoad(Breakers breakers, String plugin) throws Exception {
        this.breakers = breakers;
        this.plugin = plugin;
        for (int i = 0; i < FAILURES_TO_OPEN; i++) {
            fail(OPEN);
        }
        load = new PacedLoad(2, PAUSE_MILLIS, faults, this::round);
    }

    private void round(int thread) {
        for (int i = thread; i < SOUND; i += 2) {
            if (!call("swap-" + i).equals("answer")) {
                faults.add("swap-" + i + " answers, and was not asked");
            }
        }
        if (call(OPEN).equals("answer")) {
            faults.add("an open breaker let a call pass");
        }
    }

    private String call(String downstream) {
        long began = System.nanoTime();
        try {
            return breakers.call(downstream, () -> "answer", () -> "fallback");
        } catch (Exception failure) {
            throw new AssertionError(failure);
        } finally {
            heldUp.took(System.nanoTime() - began);
        }
    }

    private void fail(String downstream) throws Exception {
        try {
            breakers.call(
                    downstream,
                    () -> {
                        throw new IOException("down");
                    },
                    () -> "fallback");
        } catch (IOException down) {
            assertThat(down).hasMessage("down");
        }
    }

    private BreakerInfo breaker(String downstream) {
        return breakers.breakers().stream()
                .filter(info -> info.downstream().equals(downstream))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void beforeSwap() throws Exception {
        Eventually.holds(() -> call(WINDOW).equals("answer"), () -> "open: " + breaker(WINDOW));
        for (int i = 1; i < FAILURES_TO_OPEN; i++) {
            fail(WINDOW);
        }
        assertThat(breaker(WINDOW).state()).isEqualTo(State.CLOSED);
    }

    @Override
    public void afterSwap() throws Exception {
        assertThat(breaker(WINDOW).state()).isEqualTo(State.CLOSED);
        fail(WINDOW);
        assertThat(breaker(WINDOW).state())
                .as("four failures before a swap and one after it")
                .isEqualTo(State.OPEN);
        assertThat(breaker(OPEN).state()).isEqualTo(State.OPEN);
    }

    @Override
    public PluginKind kind() {
        return PluginKind.BREAKER;
    }

    @Override
    public String plugin() {
        return plugin;
    }

    @Override
    public int products() {
        return SOUND + 2;
    }

    @Override
    public HeldUp heldUp() {
        return heldUp;
    }

    @Override
    public void verify() {
        faults.verifyNone();
        BreakerInfo open = breaker(OPEN);
        assertThat(open.opened()).isEqualTo(1);
        assertThat(open.successes()).isZero();
        assertThat(open.rejected()).isPositive();
    }

    @Override
    public void close() throws Exception {
        load.close();
    }
}
