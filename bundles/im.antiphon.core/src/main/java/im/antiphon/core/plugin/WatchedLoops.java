// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.plugin.LoopWatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds loops that do not come back and the plugins that hold them. {@link #check} is called by the watch thread with its
 * time, every second period, or in each while a loop {@link #lingers}; everything else is safe from any thread.
 *
 * <p>A loop that has been at one turn for longer than the limit is blocked: counted and told. Its thread's stack is looked at in every
 * period from then on, until a plugin is named. One look is not enough, since a loop may be busy with many things of which
 * the plugin is one; the plugin is to blame where two looks running find the thread in it and the thread either waits, or
 * computes, or has shown neither for another half of the limit. The last is blocking in native code, which looks like a
 * thread that the machine does not run.
 *
 * <p>Where the watch itself comes late, the whole process was held up (a collection, a suspended machine), and all loops
 * are credited with the delay.
 */
public final class WatchedLoops implements LoopWatch {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedLoops.class);
    private static final int FRAMES_TOLD = 8;

    private final LoopWatchSettings settings;
    private final MetricRegistry metrics;
    private final WatchedPlugins plugins;
    private final PluginClasses classes;
    private final ToLongFunction<Thread> cpuNanos;
    private final LongSupplier nanoTime;

    // guarded by this
    private final List<WatchedLoop> loops = new ArrayList<>();
    private long lastCheckNanos;
    private boolean checkedBefore;

    /** What is found of a blocked loop under the lock, and told without it. */
    private record Finding(
            WatchedLoop loop, boolean firstTime, long nanos, Thread.State state, StackTraceElement[] stack) {}

    public WatchedLoops(
            LoopWatchSettings settings,
            MetricRegistry metrics,
            WatchedPlugins plugins,
            PluginClasses classes,
            WatchClock clock) {
        this.settings = settings;
        this.metrics = metrics;
        this.plugins = plugins;
        this.classes = classes;
        this.cpuNanos = clock.cpuNanos();
        this.nanoTime = clock.nanoTime();
    }

    @Override
    public Registration register(String name, LongSupplier turns, Thread thread) {
        WatchedLoop watched = new WatchedLoop(name, turns, thread);
        metrics.counter(metric(name));
        synchronized (this) {
            loops.add(watched);
        }
        return () -> remove(watched);
    }

    private synchronized void remove(WatchedLoop watched) {
        loops.remove(watched);
    }

    @Override
    public synchronized List<BlockedLoop> blocked() {
        long nowNanos = nanoTime.getAsLong();
        return loops.stream()
                .filter(WatchedLoop::blocked)
                .map(loop -> loop.describe(nowNanos))
                .toList();
    }

    /** Whether a loop was still at the same turn when it was last looked at: the next look should come a period later. */
    public synchronized boolean lingers() {
        return loops.stream().anyMatch(WatchedLoop::lingers);
    }

    /** One look at every loop. */
    public void check(long nowNanos) {
        for (Finding finding : look(nowNanos)) {
            tell(finding);
        }
    }

    private synchronized List<Finding> look(long nowNanos) {
        long lateNanos = checkedBefore ? nowNanos - lastCheckNanos - 3 * settings.periodNanos() : 0;
        lastCheckNanos = nowNanos;
        checkedBefore = true;
        List<Finding> findings = new ArrayList<>();
        for (Iterator<WatchedLoop> each = loops.iterator(); each.hasNext(); ) {
            WatchedLoop loop = each.next();
            if (!loop.thread().isAlive()) {
                each.remove();
                continue;
            }
            long turn = loop.turn();
            boolean moved = loop.hasMovedTo(turn);
            loop.lingers(!moved);
            if (moved) {
                if (loop.blocked()) {
                    LOG.info("event loop {} runs again", loop.name());
                    loop.markReturned();
                }
                if (WatchedLoop.isBusyAt(turn)) {
                    loop.seen(turn, nowNanos, cpuNanos.applyAsLong(loop.thread()));
                }
                continue;
            }
            if (lateNanos > 0) {
                loop.credit(lateNanos);
            }
            long overdueNanos = loop.overdueNanos(nowNanos);
            if (overdueNanos >= settings.limitNanos() && loop.culprit() == null) {
                boolean firstTime = !loop.blocked();
                loop.markBlocked();
                findings.add(new Finding(
                        loop,
                        firstTime,
                        overdueNanos,
                        loop.thread().getState(),
                        loop.thread().getStackTrace()));
            }
        }
        return findings;
    }

    private void tell(Finding finding) {
        WatchedLoop loop = finding.loop();
        long millis = TimeUnit.NANOSECONDS.toMillis(finding.nanos());
        if (finding.firstTime()) {
            metrics.counter(metric(loop.name())).inc();
            LOG.warn("event loop {} has not come back for {} ms: {}", loop.name(), millis, excerpt(finding.stack()));
        }
        Culprit culprit = blamed(finding, Culprit.find(finding.stack(), plugins.list(), classes));
        if (culprit != null) {
            plugins.quarantineBlocking(
                    culprit.plugin().kind(),
                    culprit.plugin().label(),
                    "held the event loop " + loop.name() + " for " + millis + " ms in " + culprit.frame());
        }
    }

    /** Who is on top of the stack, where that is enough to blame it. */
    private synchronized @Nullable Culprit blamed(Finding finding, @Nullable Culprit seen) {
        WatchedLoop loop = finding.loop();
        boolean seenBefore = loop.suspect(seen == null ? null : seen.plugin().label());
        if (seen == null || !seenBefore || loop.hasMovedTo(loop.turn())) {
            return null;
        }
        boolean waits = finding.state() != Thread.State.RUNNABLE;
        boolean computes = loop.computedNanos(cpuNanos.applyAsLong(loop.thread())) > settings.limitNanos() / 4;
        if (waits || computes || finding.nanos() > settings.limitNanos() * 3 / 2) {
            loop.name(seen.plugin().label());
            return seen;
        }
        return null;
    }

    private static String metric(String loop) {
        return "antiphon_loop_blocked_total{loop=\"" + loop + "\"}";
    }

    /** On one line: a busy machine alone makes a loop late, and that is no failure with a trace. */
    private static String excerpt(StackTraceElement[] stack) {
        return Stream.of(stack)
                .limit(FRAMES_TOLD)
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .collect(Collectors.joining(" < "));
    }
}
