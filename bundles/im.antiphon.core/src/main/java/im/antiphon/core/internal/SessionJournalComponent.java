// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.plugin.LoopWatch;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.Stores;
import im.antiphon.core.record.JournalThreads;
import im.antiphon.core.record.SessionJournal;
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
 * Keeps the records of the registry's sessions in the store {@value #STORE}, on a thread of its own. It is watched like an
 * event loop: a store that holds it up is named.
 */
@Component(immediate = true, service = SessionJournalComponent.class, configurationPid = SessionJournalComponent.PID)
@Designate(ocd = SessionJournalConfiguration.class)
public final class SessionJournalComponent {
    static final String PID = "im.antiphon.core.journal";
    static final String STORE = "sessions";

    private static final Logger LOG = LoggerFactory.getLogger(SessionJournalComponent.class);
    private static final String THREAD = "antiphon-journal";

    private final SessionRegistry registry;
    private final SessionStore store;
    private final SessionJournal journal;
    private final ThreadPoolExecutor executor;
    private final LoopWatch.Registration watched;

    @Activate
    public SessionJournalComponent(
            @Reference SessionRegistry registry,
            @Reference Stores stores,
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
        executor.prestartCoreThread();
        watched = watch.register(THREAD, turns::get, Objects.requireNonNull(started.get()));
        store = stores.open(STORE);
        journal = new SessionJournal(
                store,
                breakers,
                new JournalThreads(
                        executor,
                        CompletableFuture.delayedExecutor(
                                SessionJournal.RETRY_MILLIS, TimeUnit.MILLISECONDS, executor)),
                metrics,
                new SessionJournal.Settings(
                        registry.node(),
                        Duration.ofSeconds(configuration.time_to_live_seconds()),
                        System::currentTimeMillis));
        journal.restore().thenAccept(left -> {
            if (!left.isEmpty()) {
                LOG.info("records of {} sessions of a former life are in the store", left.size());
            }
        });
        registry.addListener(journal);
    }

    @Deactivate
    void deactivate() {
        registry.removeListener(journal);
        watched.close();
        journal.close();
        executor.shutdownNow();
        store.close();
    }
}
