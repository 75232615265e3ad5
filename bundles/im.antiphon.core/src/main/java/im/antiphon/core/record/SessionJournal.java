// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionState;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.core.session.SessionListener;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a record of every session that is active, under its id, and removes it at its end. A session does not wait for
 * its record: what the store refuses is counted as {@code antiphon_session_records_total{result="failed"}}. Safe from any
 * thread.
 */
public final class SessionJournal implements SessionListener {
    private final SessionStore store;
    private final LongSupplier epochMillis;
    private final Counter written;
    private final Counter failed;

    public SessionJournal(SessionStore store, MetricRegistry metrics, LongSupplier epochMillis) {
        this.store = store;
        this.epochMillis = epochMillis;
        this.written = metrics.counter("antiphon_session_records_total{result=\"written\"}");
        this.failed = metrics.counter("antiphon_session_records_total{result=\"failed\"}");
    }

    @Override
    public void onStateChanged(Session session, SessionState from, SessionState to, String reason) {
        if (to == SessionState.CLOSING) {
            return; // its end is near
        }
        Map<String, byte @Nullable []> change = new HashMap<>();
        change.put(
                session.id(),
                to == SessionState.TERMINATED ? null : SessionRecords.write(session, to, epochMillis.getAsLong()));
        store.write(change, StoreLimits.DEFAULT_TIME_TO_LIVE)
                .whenComplete((done, failure) -> (failure == null ? written : failed).inc());
    }
}
