// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the plugins that judge themselves, again and again, and quarantines those with a problem. Confined to the watch
 * thread, which calls {@link #look} once a period; the plugins answer on threads of {@code executor}.
 *
 * <p>A plugin is never asked while its former answer is out. Patience is counted in looks, not in time: where the whole
 * process stood still, neither went on.
 */
public final class HealthRounds {
    private static final int LONGEST_PROBLEM = 200;

    private final Settings settings;
    private final WatchedPlugins plugins;
    private final ExecutorService executor;
    private final Map<HealthCheck, Ask> asks = new HashMap<>();
    private int looksToNextRound;

    /**
     * How often plugins are asked.
     *
     * @param looksBetweenRounds so many looks lie between two questions to a plugin
     * @param patienceLooks after so many looks an answer is overdue
     * @param patienceMillis what that is in time, for those who read of it
     */
    public record Settings(int looksBetweenRounds, int patienceLooks, long patienceMillis) {
        public Settings {
            if (looksBetweenRounds < 1 || patienceLooks < 1) {
                throw new IllegalArgumentException("looksBetweenRounds, patienceLooks: " + looksBetweenRounds + ", "
                        + patienceLooks + " (expected: each >= 1)");
            }
        }

        /** From times; the period of the looks is at least a nanosecond. */
        public static Settings of(long periodNanos, long roundNanos, long patienceNanos) {
            return new Settings(
                    (int) Math.max(1, Math.min(Integer.MAX_VALUE, roundNanos / periodNanos)),
                    (int) Math.max(1, Math.min(Integer.MAX_VALUE, patienceNanos / periodNanos)),
                    TimeUnit.NANOSECONDS.toMillis(patienceNanos));
        }
    }

    /** One question whose answer may be out. */
    private final class Ask implements Runnable {
        private final HealthCheck check;
        private volatile boolean started;
        private volatile boolean returned;
        private @Nullable Future<?> future;
        private int looks;

        Ask(HealthCheck check) {
            this.check = check;
        }

        @Override
        public void run() {
            started = true;
            try {
                check.ask().ifPresent(problem -> check.quarantine(inOneLine(problem)));
            } finally {
                returned = true;
            }
        }
    }

    public HealthRounds(Settings settings, WatchedPlugins plugins, ExecutorService executor) {
        this.settings = settings;
        this.plugins = plugins;
        this.executor = executor;
    }

    /** One look at what is out, and a new round when it is time for one. */
    public void look() {
        asks.values().removeIf(ask -> ask.returned);
        for (Ask ask : List.copyOf(asks.values())) {
            if (ask.started && ++ask.looks == settings.patienceLooks()) {
                giveUp(ask);
            }
        }
        if (--looksToNextRound <= 0) {
            looksToNextRound = settings.looksBetweenRounds();
            plugins.healthChecks().forEach(this::ask);
        }
    }

    private void ask(HealthCheck check) {
        Ask before = asks.get(check);
        if (before != null) {
            if (before.looks > settings.patienceLooks()) {
                giveUp(before); // released by an operator, and still at the question of long ago
            }
            return;
        }
        Ask ask = new Ask(check);
        try {
            asks.put(check, ask);
            ask.future = executor.submit(ask);
        } catch (RejectedExecutionException allThreadsHang) {
            asks.remove(check);
        }
    }

    private void giveUp(Ask ask) {
        if (ask.future != null) {
            ask.future.cancel(true);
        }
        try {
            executor.execute(() -> ask.check.quarantine(
                    "its health check has not answered within " + settings.patienceMillis() + " ms"));
        } catch (RejectedExecutionException allThreadsHang) {
            ask.looks = settings.patienceLooks() - 1; // to be said again at the next look
        }
    }

    private static String inOneLine(String problem) {
        String line = problem.replaceAll("\\p{Cntrl}+", " ").trim();
        return line.length() <= LONGEST_PROBLEM ? line : line.substring(0, LONGEST_PROBLEM) + "…";
    }
}
