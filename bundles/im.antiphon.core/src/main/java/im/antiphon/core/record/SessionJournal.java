// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.plugin.Tenants;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionState;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.StorageException;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.session.SessionListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a record of every session that is active, under its id, and removes it at its end. A session does not wait for its
 * record. Safe from any thread; the store is called on the journal's own thread only, behind the breaker of the downstream
 * {@value #DOWNSTREAM}.
 *
 * <p>One write is under way at a time and carries up to {@value #BATCH} records, so the changes of a session reach the
 * store in their order. What has not been acknowledged waits in memory, <em>the latest state of each session</em>, for up
 * to {@value #MAXIMUM_PENDING} sessions: what comes for one more is dropped and counted. A write that failed is tried again
 * every {@link #RETRY_MILLIS}, with what is the latest by then. While the breaker is open those attempts are not made; its
 * probe is one of them, so the queue is worked off as soon as the store answers. After a failure removals go first, by
 * themselves: a store that is full takes them.
 *
 * <p>Metrics: {@code antiphon_session_records_total{result}} with the results written, failed (by one attempt) and dropped
 * (lost), {@code antiphon_session_records_pending}, for a tenant with a store of its own with its name as a label, and {@code antiphon_session_records_restored_total{result}} with
 * restored, expired, unreadable and other-node.
 */
public final class SessionJournal implements SessionListener, AutoCloseable {
    public static final String DOWNSTREAM = "store-sessions";

    /** Between two attempts. */
    public static final long RETRY_MILLIS = 1000;

    static final int MAXIMUM_PENDING = 65_536;
    static final int BATCH = 128;

    private static final Logger LOG = LoggerFactory.getLogger(SessionJournal.class);
    private static final String PENDING = "antiphon_session_records_pending";
    private static final long CLOSING_SECONDS = 2;

    /**
     * What the journal lives by.
     *
     * @param node whose sessions these are
     * @param tenant for whom the store is open and called; {@link Tenants#DEFAULT} for whoever has none of their own
     */
    public record Settings(NodeId node, String tenant, Duration timeToLive, LongSupplier epochMillis) {}

    private final SessionStore store;
    private final Breakers breakers;
    private final JournalThreads threads;
    private final MetricRegistry metrics;
    private final Settings settings;
    private final long beganEpochMillis;
    private final Counter written;
    private final Counter failed;
    private final Counter dropped;
    private final String pendingGauge;

    // guarded by this
    private final PendingRecords pending = new PendingRecords(MAXIMUM_PENDING);
    private boolean writing;
    private boolean failing;
    private boolean closed;
    private @Nullable CompletableFuture<@Nullable Void> drained;

    public SessionJournal(
            SessionStore store, Breakers breakers, JournalThreads threads, MetricRegistry metrics, Settings settings) {
        this.store = store;
        this.breakers = breakers;
        this.threads = threads;
        this.metrics = metrics;
        this.settings = settings;
        this.beganEpochMillis = settings.epochMillis().getAsLong();
        this.written = metrics.counter("antiphon_session_records_total{result=\"written\"}");
        this.failed = metrics.counter("antiphon_session_records_total{result=\"failed\"}");
        this.dropped = metrics.counter("antiphon_session_records_total{result=\"dropped\"}");
        this.pendingGauge = pendingGauge(settings.tenant());
        metrics.<Gauge<Integer>>gauge(pendingGauge, () -> this::pending);
    }

    @Override
    public void onStateChanged(Session session, SessionState from, SessionState to, String reason) {
        if (to == SessionState.CLOSING) {
            return; // its end is near
        }
        byte[] record = to == SessionState.TERMINATED
                ? null
                : SessionRecords.write(session, to, settings.epochMillis().getAsLong());
        synchronized (this) {
            if (closed) {
                return;
            }
            if (!pending.put(session.id(), record)) {
                dropped.inc();
            }
            if (writing) {
                return;
            }
            writing = true;
        }
        threads.now().execute(this::writeNext);
    }

    /**
     * What a former life of the node left in the store: the records of its sessions last changed before this
     * journal began, and no longer ago than their time to live. Those of other nodes with the same store are left alone: they
     * may be of sessions that go on. Those older are removed; those that cannot be read, being
     * of a newer version for instance, are left to expire. Both are counted. Where the store cannot answer it is asked
     * again until it does, or the journal is closed. The stage completes on the journal's thread.
     */
    public CompletionStage<List<SessionRecord>> restore() {
        CompletableFuture<List<SessionRecord>> answer = new CompletableFuture<>();
        threads.now().execute(() -> restore(answer));
        return answer;
    }

    /**
     * Ends the journal: what is pending is written if the store takes it now, within two seconds. Changes that come later
     * are ignored.
     */
    @Override
    public void close() {
        CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        synchronized (this) {
            closed = true;
            drained = end;
            if (!writing || failing) {
                end.complete(null);
            }
        }
        try {
            end.get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException notInTime) {
            LOG.debug("the journal is closed with a write under way", notInTime);
        }
        int lost = pending();
        if (lost > 0) {
            dropped.inc(lost);
            LOG.warn("the latest state of {} sessions is not kept: {} does not take it", lost, DOWNSTREAM);
        }
        metrics.remove(pendingGauge);
    }

    private static String pendingGauge(String tenant) {
        return tenant.equals(Tenants.DEFAULT)
                ? PENDING
                : PENDING + "{tenant=\"" + tenant.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    }

    private synchronized int pending() {
        return pending.size();
    }

    private void writeNext() {
        Map<String, byte @Nullable []> batch;
        synchronized (this) {
            batch = pending.take(BATCH, failing);
            if (batch.isEmpty()) {
                writing = false;
                tellDrained();
                return;
            }
        }
        breakers.<@Nullable Void>callAsync(
                        settings.tenant(),
                        DOWNSTREAM,
                        () -> store.write(batch, settings.timeToLive()),
                        () -> CompletableFuture.failedFuture(open()))
                .whenComplete((done, failure) -> onAnswer(batch, failure));
    }

    private void onAnswer(Map<String, byte @Nullable []> batch, @Nullable Throwable failure) {
        if (failure == null) {
            written.inc(batch.size());
        } else {
            failed.inc(batch.size());
        }
        boolean over;
        synchronized (this) {
            failing = failure != null;
            if (failing) {
                dropped.inc(pending.giveBack(batch));
            }
            over = closed && failing;
            if (over) {
                tellDrained();
            }
        }
        if (!over) {
            try {
                (failure == null ? threads.now() : threads.later()).execute(this::writeNext);
            } catch (RejectedExecutionException ended) {
                LOG.debug("the journal has ended", ended);
            }
        }
    }

    /** Guarded by this. */
    private void tellDrained() {
        if (drained != null) {
            drained.complete(null);
        }
    }

    private void restore(CompletableFuture<List<SessionRecord>> answer) {
        RestoredRecords pass = new RestoredRecords(
                metrics,
                settings.node(),
                beganEpochMillis,
                beganEpochMillis - settings.timeToLive().toMillis());
        try {
            breakers.<@Nullable Void>call(
                    settings.tenant(),
                    DOWNSTREAM,
                    () -> {
                        pass.read(store);
                        return null;
                    },
                    () -> {
                        throw open();
                    });
        } catch (StorageException unavailable) {
            restoreLater(answer, unavailable);
            return;
        } catch (Exception mistake) { // the edge to whatever serves as a breaker
            answer.completeExceptionally(mistake);
            return;
        }
        pass.count();
        forget(pass.expired());
        answer.complete(pass.restored());
    }

    private void restoreLater(CompletableFuture<List<SessionRecord>> answer, StorageException unavailable) {
        boolean over;
        synchronized (this) {
            over = closed;
        }
        if (over) {
            answer.completeExceptionally(unavailable);
        } else {
            threads.later().execute(() -> restore(answer));
        }
    }

    private void forget(List<String> ids) {
        synchronized (this) {
            ids.forEach(id -> pending.put(id, null));
            if (closed || writing || ids.isEmpty()) {
                return;
            }
            writing = true;
        }
        threads.now().execute(this::writeNext);
    }

    private static StorageException open() {
        return new StorageException("the breaker of " + DOWNSTREAM + " is open");
    }
}
