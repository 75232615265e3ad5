// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.storage;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Where stores are had from: an OSGi service of the core, served by whichever storage plugin configuration or ranking
 * choose. A store that is held by its user outlives the plugin that serves it.
 *
 * <p>How a running store gets from one plugin to the next without losing a write:
 * <ul>
 *   <li>The <b>running product</b> is a {@link SessionStore} that one factory opened under the store's name.
 *   <li>The <b>snapshot</b> is {@link SessionStore#records} of the former product: its live records, each with the time it
 *       has left.
 *   <li>The <b>safe point</b> is where the last call that was made to the former product alone has been answered. From the
 *       change of ranking on, writes go to the successor; from the safe point on nothing changes in the former product but
 *       by the hand-over itself, which moves record after record: written to the successor, and removed from the former
 *       product once the successor has acknowledged it. A record of which the successor has acknowledged a write
 *       meanwhile is newer than the snapshot's and is not copied; where the write failed, the snapshot's stays in force.
 *   <li>Until then a record that the successor was not given yet is <b>read</b> from the former product.
 *   <li>A successor that fails is tried again. Where it is not wanted any more the hand-over turns round.
 *   <li>Between two versions of one {@linkplain SessionStoreFactory#persistent persistent} plugin nothing is moved. Calls
 *       wait, boundedly many, while the one product is closed and the other opened.
 * </ul>
 * A product that is closed or killed in the middle of a hand-over leaves the rest in the former store; the next hand-over
 * between these two fetches it.
 */
@ProviderType
public interface Stores {
    /**
     * Opens the store of that name. Its stages fail with {@link StorageException} as long as no plugin serves it. Closing
     * it ends it whatever serves it.
     *
     * @param name as {@link StoreLimits#requireName} wants it
     * @throws IllegalStateException if it is open already
     */
    SessionStore open(String name);

    /**
     * Opens a store in the plugin that configuration chooses for a tenant. Each tenant has names of its own: stores of one
     * name and two tenants have nothing in common, whichever plugins serve them.
     *
     * @param tenant on whose behalf, see {@link im.antiphon.api.plugin.Tenants}
     * @param name as {@link StoreLimits#requireName} wants it, and but for the default tenant of 15 characters at most
     * @throws IllegalStateException if the tenant has a store of that name open already
     */
    default SessionStore open(String tenant, String name) {
        return open(name);
    }
}
