// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.StoredRecord;
import im.antiphon.api.storage.StoredRecords;
import im.antiphon.core.session.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One pass over what a former life left. Confined to one thread, which waits for the store. */
final class RestoredRecords {
    /** Of sessions; as many as a node has connections at most. The rest is left where it is. */
    static final int MAXIMUM = 100_000;

    private final MetricRegistry metrics;
    private final NodeId node;
    private final long beforeEpochMillis;
    private final long oldestEpochMillis;

    private final Map<String, SessionRecord> restored = new LinkedHashMap<>();
    private final List<String> expired = new ArrayList<>();
    private int unreadable;
    private int others;

    /**
     * @param node whose former life it is; records of others in the same store are left alone
     * @param beforeEpochMillis records changed at this time or later are of this life
     * @param oldestEpochMillis records not changed since are of no use any more
     */
    RestoredRecords(MetricRegistry metrics, NodeId node, long beforeEpochMillis, long oldestEpochMillis) {
        this.metrics = metrics;
        this.node = node;
        this.beforeEpochMillis = beforeEpochMillis;
        this.oldestEpochMillis = oldestEpochMillis;
    }

    void read(SessionStore store) {
        try (StoredRecords records = store.records()) {
            StoredRecord record = records.next();
            while (record != null && restored.size() < MAXIMUM) {
                take(record);
                record = records.next();
            }
        }
    }

    void count() {
        count("restored", restored.size());
        count("expired", expired.size());
        count("unreadable", unreadable);
        count("other-node", others);
    }

    List<SessionRecord> restored() {
        return List.copyOf(restored.values());
    }

    List<String> expired() {
        return List.copyOf(expired);
    }

    private void take(StoredRecord stored) {
        SessionRecord record;
        try {
            record = SessionRecords.read(stored.value());
        } catch (RecordException foreign) {
            unreadable++;
            return;
        }
        if (!SessionRecords.isOf(node, record)) {
            others++;
            return;
        }
        if (record.getChangedEpochMillis() >= beforeEpochMillis) {
            return;
        }
        if (record.getChangedEpochMillis() < oldestEpochMillis) {
            expired.add(stored.key());
        } else {
            restored.put(record.getId(), record);
        }
    }

    private void count(String result, int records) {
        metrics.counter("antiphon_session_records_restored_total{result=\"" + result + "\"}")
                .inc(records);
    }
}
