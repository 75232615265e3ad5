// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.bus.Buses;
import im.antiphon.core.cluster.LinkSettings;
import im.antiphon.core.cluster.LinkedCluster;
import im.antiphon.core.session.LocalNode;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The cluster as a service of the bundle, with the thread {@value #THREAD}. */
@Component(immediate = true, service = LinkedCluster.class)
public final class ClusterComponent extends LinkedCluster {
    static final String THREAD = "antiphon-cluster";

    private static final int CHANCE_BITS = 10;

    @Activate
    public ClusterComponent(
            @Reference LocalNode node,
            @Reference Buses buses,
            @Reference Breakers breakers,
            @Reference MetricRegistry metrics) {
        super(
                new BusNode(node.id().value(), incarnation()),
                LinkSettings.DEFAULT,
                new Surroundings(buses, breakers, metrics, thread(), System::nanoTime));
        open();
    }

    @Deactivate
    void deactivate() {
        close();
    }

    /** Greater than any that a process of this name has had, unless the clock has been put back since. */
    private static long incarnation() {
        return (System.currentTimeMillis() << CHANCE_BITS)
                | ThreadLocalRandom.current().nextInt(1 << CHANCE_BITS);
    }

    private static ScheduledExecutorService thread() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, THREAD);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
        executor.setRejectedExecutionHandler((task, closed) -> {}); // closed between the question and the task
        return executor;
    }
}
