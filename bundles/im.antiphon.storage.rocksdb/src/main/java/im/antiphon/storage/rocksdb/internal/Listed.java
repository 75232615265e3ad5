// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.rocksdb.internal;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.StoredRecords;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A store that strikes itself off the list of open ones when it is closed. */
record Listed(SessionStore store, Set<SessionStore> opened) implements SessionStore {
    @Override
    public CompletionStage<@Nullable Void> write(Map<String, byte @Nullable []> records, Duration timeToLive) {
        return store.write(records, timeToLive);
    }

    @Override
    public CompletionStage<byte @Nullable []> read(String key) {
        return store.read(key);
    }

    @Override
    public StoredRecords records() {
        return store.records();
    }

    @Override
    public void close() {
        store.close();
        opened.remove(store);
    }
}
