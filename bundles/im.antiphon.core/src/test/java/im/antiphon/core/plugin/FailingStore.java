// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.StorageException;
import im.antiphon.api.storage.StoredRecords;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store whose server can be taken away and given back. */
final class FailingStore implements SessionStore {
    private final SessionStore store;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean failing;

    FailingStore(SessionStore store) {
        this.store = store;
    }

    void fail(boolean fails) {
        failing = fails;
    }

    /** How many writes have failed. */
    int refused() {
        return refused.get();
    }

    @Override
    public CompletionStage<@Nullable Void> write(Map<String, byte @Nullable []> records, Duration timeToLive) {
        if (failing) {
            refused.incrementAndGet();
            return CompletableFuture.failedFuture(new StorageException("no connection"));
        }
        return store.write(records, timeToLive);
    }

    @Override
    public CompletionStage<byte @Nullable []> read(String key) {
        return failing ? CompletableFuture.failedFuture(new StorageException("no connection")) : store.read(key);
    }

    @Override
    public StoredRecords records() {
        if (failing) {
            throw new StorageException("no connection");
        }
        return store.records();
    }

    @Override
    public void close() {
        store.close();
    }
}
