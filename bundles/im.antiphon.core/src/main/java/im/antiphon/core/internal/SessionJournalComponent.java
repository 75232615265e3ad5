// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.plugin.LoopWatch;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.core.plugin.SlottedStores;
import im.antiphon.core.record.JournalThreads;
import im.antiphon.core.record.SessionJournal;
import im.antiphon.core.record.TenantJournals;
import im.antiphon.core.session.SessionRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the records of the registry's sessions in the store {@value #STORE}, or the store of that name of their tenant, on a
 * thread of its own. It is watched like an event loop: a store that holds it up is named.
 */
@Component(immediate = true, service = SessionJournalComponent.class, configurationPid = SessionJournalComponent.PID)
@Designate(ocd = SessionJournalConfiguration.class)
public final class SessionJournalComponent {
    static final String PID = "im.antiphon.core.journal";
    static final String STORE = "sessions";

    private static final Logger LOG = LoggerFactory.getLogger(SessionJournalComponent.class);
    private static final String THREAD = "antiphon-journal";

    private final SessionRegistry registry;
    private final SlottedStores stores;
    private final TenantJournals journals;
    private final Runnable follow;
    private final ThreadPoolExecutor executor;
    private final LoopWatch.Registration watched;

    @Activate
    public SessionJournalComponent(
            @Reference SessionRegistry registry,
            @Reference SlottedStores stores,
            @Reference Breakers breakers,
            @Reference MetricRegistry metrics,
            @Reference LoopWatch watch,
            SessionJournalConfiguration configuration) {
        this.registry = registry;
        AtomicReference<@Nullable Thread> started = new AtomicReference<>();
        AtomicLong turns = new AtomicLong();
        executor =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, THREAD);
                    thread.setDaemon(true);
                    started.set(thread);
                    return thread;
                }) {
                    @Override
                    protected void beforeExecute(Thread thread, Runnable task) {
                        turns.incrementAndGet();
                    }

                    @Override
                    protected void afterExecute(Runnable task, @Nullable Throwable failure) {
                        turns.incrementAndGet();
                    }
                };
        // What comes after the end is of no use to anybody, and those who bring it are not to hear of it.
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        executor.prestartCoreThread();
        watched = watch.register(THREAD, turns::get, Objects.requireNonNull(started.get()));
        this.stores = stores;
        JournalThreads threads = new JournalThreads(
                executor,
                CompletableFuture.delayedExecutor(SessionJournal.RETRY_MILLIS, TimeUnit.MILLISECONDS, executor));
        journals = new TenantJournals(stores::tenantsWithChoice, tenant -> {
            SessionStore store = stores.open(tenant, STORE);
            SessionJournal journal = new SessionJournal(
                    store,
                    breakers,
                    threads,
                    metrics,
                    new SessionJournal.Settings(
                            registry.node(),
                            tenant,
                            Duration.ofSeconds(configuration.time_to_live_seconds()),
                            System::currentTimeMillis));
            journal.restore().thenAccept(left -> tellOf(tenant, left.size()));
            return new TenantJournals.Kept(journal, store);
        });
        // Opening a store may wait for a disk, which whoever changes a configuration does not.
        follow = () -> executor.execute(journals::follow);
        stores.addListener(follow);
        follow.run();
        registry.addListener(journals);
    }

    private static void tellOf(String tenant, int records) {
        if (records > 0) {
            LOG.info("records of {} sessions of a former life are in the store of tenant {}", records, tenant);
        }
    }

    @Deactivate
    void deactivate() {
        registry.removeListener(journals);
        stores.removeListener(follow);
        watched.close();
        journals.close();
        executor.shutdownNow();
    }
}
