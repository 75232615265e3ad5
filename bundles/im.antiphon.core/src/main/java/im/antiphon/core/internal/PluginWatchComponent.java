// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.plugin.LoopWatch;
import im.antiphon.core.plugin.AsideQuarantine;
import im.antiphon.core.plugin.HealthRounds;
import im.antiphon.core.plugin.LoopWatchSettings;
import im.antiphon.core.plugin.PluginThreads;
import im.antiphon.core.plugin.WatchClock;
import im.antiphon.core.plugin.WatchedLoops;
import im.antiphon.core.plugin.WatchedPlugins;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the watch thread, and the few on which plugins are asked for their health. */
@Component(immediate = true, service = LoopWatch.class, configurationPid = PluginWatchComponent.PID)
@Designate(ocd = PluginWatchConfiguration.class)
public final class PluginWatchComponent implements LoopWatch {
    static final String PID = "im.antiphon.core.watch";

    private static final Logger LOG = LoggerFactory.getLogger(PluginWatchComponent.class);

    /** So many plugins may hang in their health checks at a time; idle threads end. */
    private static final int MAXIMUM_ASIDE_THREADS = 16;

    private static final long THREADS_PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final WatchedLoops loops;
    private final long periodNanos;
    private final HealthRounds health;
    private final PluginThreads pluginThreads;
    private final ScheduledThreadPoolExecutor watch =
            new ScheduledThreadPoolExecutor(1, task -> daemon("antiphon-watch", task));
    private final ThreadPoolExecutor aside = new ThreadPoolExecutor(
            0,
            MAXIMUM_ASIDE_THREADS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon("antiphon-plugin-health", task));

    @Activate
    public PluginWatchComponent(
            BundleContext context,
            PluginWatchConfiguration configuration,
            @Reference MetricRegistry metrics,
            @Reference WatchedPlugins plugins) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        LoopWatchSettings settings = new LoopWatchSettings(
                TimeUnit.MILLISECONDS.toNanos(configuration.period_millis()),
                TimeUnit.MILLISECONDS.toNanos(configuration.loop_limit_millis()));
        periodNanos = settings.periodNanos();
        long lookNanos = 2 * periodNanos;
        loops = new WatchedLoops(
                settings,
                metrics,
                new AsideQuarantine(plugins, aside),
                new BundleClasses(context),
                new WatchClock(
                        System::nanoTime,
                        threads.isThreadCpuTimeSupported()
                                ? thread -> threads.getThreadCpuTime(thread.getId())
                                : thread -> 0));
        health = new HealthRounds(
                HealthRounds.Settings.of(
                        lookNanos,
                        TimeUnit.MILLISECONDS.toNanos(configuration.health_period_millis()),
                        TimeUnit.MILLISECONDS.toNanos(configuration.health_limit_millis())),
                plugins,
                aside);
        pluginThreads = new PluginThreads(
                new PluginThreads.Settings(
                        (int) Math.max(1, THREADS_PERIOD_NANOS / lookNanos), configuration.threads_per_plugin()),
                new AsideQuarantine(plugins, aside),
                new BundleClasses(context),
                () -> 2 * threads.getTotalStartedThreadCount() - threads.getThreadCount(),
                PluginWatchComponent::liveThreads);
        watch.scheduleWithFixedDelay(this::look, lookNanos, lookNanos, TimeUnit.NANOSECONDS);
    }

    @Deactivate
    void stop() {
        watch.shutdownNow();
        aside.shutdownNow();
    }

    @Override
    public Registration register(String name, LongSupplier turns, Thread thread) {
        return loops.register(name, turns, thread);
    }

    @Override
    public List<BlockedLoop> blocked() {
        return loops.blocked();
    }

    private void look() {
        try {
            check();
            health.look();
            pluginThreads.look();
        } catch (RuntimeException | LinkageError failure) {
            LOG.error("the watch failed at one look, and goes on", failure); // or the executor would end it silently
        }
    }

    /** Again before the next look where a loop does not come on. */
    private void check() {
        loops.check(System.nanoTime());
        if (loops.lingers() && !watch.isShutdown()) {
            watch.schedule(this::checkOnceMore, periodNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void checkOnceMore() {
        try {
            loops.check(System.nanoTime());
        } catch (RuntimeException | LinkageError failure) {
            LOG.error("the watch failed at one look, and goes on", failure);
        }
    }

    private static List<Thread> liveThreads() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = all.getParent(); parent != null; parent = parent.getParent()) {
            all = parent;
        }
        Thread[] threads = new Thread[2 * all.activeCount() + 16];
        return List.of(Arrays.copyOf(threads, all.enumerate(threads, true)));
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
