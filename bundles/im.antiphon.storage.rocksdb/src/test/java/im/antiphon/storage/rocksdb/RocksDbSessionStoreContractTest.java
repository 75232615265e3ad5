// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.rocksdb;

import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.tck.SessionStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class RocksDbSessionStoreContractTest extends SessionStoreContract {
    @TempDir
    Path folder;

    private final StoreThreads threads = new StoreThreads();

    @Override
    protected SessionStoreFactory factory() {
        return threads.factory(folder);
    }

    @AfterEach
    void letThreadsGo() {
        threads.close();
    }
}
