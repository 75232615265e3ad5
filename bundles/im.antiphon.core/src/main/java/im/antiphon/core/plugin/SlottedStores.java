// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.Tenants;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.api.storage.Stores;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Opens stores from one slot. Safe from any thread. */
public class SlottedStores implements Stores {
    /** Of stores open at a time; each may occupy a thread of {@code migrations}. */
    public static final int MAXIMUM_OPEN = 16;

    private final PluginSlot<SessionStoreFactory> slot;
    private final Executor migrations;
    private final LongSupplier nanoTime;

    // guarded by itself
    private final Map<String, SwappableSessionStore> open = new HashMap<>();

    /** @param migrations runs {@value #MAXIMUM_OPEN} tasks at once that may block */
    public SlottedStores(PluginSlot<SessionStoreFactory> slot, Executor migrations, LongSupplier nanoTime) {
        this.slot = slot;
        this.migrations = migrations;
        this.nanoTime = nanoTime;
    }

    @Override
    public final SessionStore open(String name) {
        return open(Tenants.DEFAULT, name);
    }

    @Override
    public final SessionStore open(String tenant, String name) {
        StoreLimits.requireName(name);
        SwappableSessionStore store =
                new SwappableSessionStore(name, slot.forTenant(tenant), migrations, nanoTime, () -> {
                    synchronized (open) {
                        open.remove(name);
                    }
                });
        synchronized (open) {
            if (open.containsKey(name)) {
                throw new IllegalStateException("name: " + name + " (expected: one that is not open)");
            }
            if (open.size() >= MAXIMUM_OPEN) {
                throw new IllegalStateException(
                        "stores: " + open.keySet() + " are open (expected: < " + MAXIMUM_OPEN + ")");
            }
            open.put(name, store);
        }
        store.start();
        return store;
    }

    /**
     * Ends all stores, before the plugins go with the whole node: what lies on a disk is to stay there, and not to move to
     * the plugin that happens to go last.
     */
    public final void closeAll() {
        List<SwappableSessionStore> all;
        synchronized (open) {
            all = List.copyOf(open.values());
        }
        all.forEach(SwappableSessionStore::close);
    }
}
