// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.Tenants;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.api.storage.Stores;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Opens stores from one slot. Safe from any thread.
 *
 * <p>A name is taken once for each tenant. Plugins know no tenants: what they open for one but {@link Tenants#DEFAULT} has a
 * name that ends in a hash of the tenant's, the same at every start.
 */
public class SlottedStores implements Stores {
    /** Of stores open at a time; each may occupy a thread of {@code migrations}. */
    public static final int MAXIMUM_OPEN = 16;

    /** Of names of stores that belong to a tenant. */
    public static final int LONGEST_NAME_OF_TENANT = 15;

    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int HASH_CHARACTERS = 16;

    private final PluginSlot<SessionStoreFactory> slot;
    private final Executor migrations;
    private final LongSupplier nanoTime;

    // guarded by itself
    private final Map<String, SwappableSessionStore> open = new HashMap<>();

    private final Map<Runnable, PluginUser> listeners = new ConcurrentHashMap<>();

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
        String product = productName(tenant, name);
        SwappableSessionStore store =
                new SwappableSessionStore(product, slot.forTenant(tenant), migrations, nanoTime, () -> {
                    synchronized (open) {
                        open.remove(product);
                    }
                });
        synchronized (open) {
            if (open.containsKey(product)) {
                throw new IllegalStateException(
                        "name: " + name + " of tenant " + tenant + " (expected: one that is not open)");
            }
            if (open.size() >= MAXIMUM_OPEN) {
                throw new IllegalStateException(
                        "stores: " + open.keySet() + " are open (expected: < " + MAXIMUM_OPEN + ")");
            }
            open.put(product, store);
        }
        store.start();
        return store;
    }

    /** Under which name a plugin knows a tenant's store. */
    static String productName(String tenant, String name) {
        StoreLimits.requireName(name);
        if (tenant.equals(Tenants.DEFAULT)) {
            return name;
        }
        if (name.length() > LONGEST_NAME_OF_TENANT) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: <= " + LONGEST_NAME_OF_TENANT + " characters for a tenant's)");
        }
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest(tenant.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256: not there (expected: of every JDK)", impossible);
        }
        StringBuilder product = new StringBuilder(name).append('-');
        for (int i = 0; i < HASH_CHARACTERS; i++) {
            product.append(BASE32.charAt(hash[i] & 0x1f));
        }
        return product.toString();
    }

    /** The tenants that configuration gives a plugin of their own at the moment. */
    public final Set<String> tenantsWithChoice() {
        return slot.tenantsWithChoice();
    }

    /** From now on {@code listener} is called, by whoever changes them, when plugins or choices have changed. */
    public final void addListener(Runnable listener) {
        PluginUser user = listener::run;
        listeners.put(listener, user);
        slot.attach(user);
    }

    public final void removeListener(Runnable listener) {
        PluginUser user = listeners.remove(listener);
        if (user != null) {
            slot.detach(user);
        }
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
