// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.memory;

import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.tck.SessionStoreContract;

final class InMemorySessionStoreContractTest extends SessionStoreContract {
    @Override
    protected SessionStoreFactory factory() {
        long origin = System.nanoTime();
        return name -> {
            StoreLimits.requireName(name);
            return new InMemorySessionStore(64 << 20, () -> System.nanoTime() - origin);
        };
    }
}
