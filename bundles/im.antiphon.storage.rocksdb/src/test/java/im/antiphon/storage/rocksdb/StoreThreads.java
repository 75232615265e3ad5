// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.rocksdb;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StoreLimits;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads a store wants, as its component gives them. */
final class StoreThreads implements AutoCloseable {
    final ExecutorService readers = Executors.newFixedThreadPool(2);
    final ExecutorService writers = Executors.newFixedThreadPool(2);

    SessionStoreFactory factory(Path folder) {
        return new SessionStoreFactory() {
            @Override
            public SessionStore open(String name) {
                StoreLimits.requireName(name);
                return RocksDbSessionStore.open(folder.resolve(name), readers, writers, System::currentTimeMillis);
            }

            @Override
            public boolean persistent() {
                return true;
            }
        };
    }

    @Override
    public void close() {
        readers.shutdown();
        writers.shutdown();
    }
}
