// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.storage;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The OSGi service of a storage plugin. Its component carries {@link im.antiphon.api.plugin.PluginName}. Safe from any
 * thread. It opens no file and no connection before {@link #open}: a plugin may stand by for as long as the node runs.
 */
@ConsumerType
public interface SessionStoreFactory {
    /**
     * Opens the set of records of that name; no second time before the first one is closed. May block for a disk, not for
     * a network: a store whose server does not answer is opened all the same, and its stages fail until it does.
     *
     * @param name as {@link StoreLimits#requireName} wants it
     * @throws StorageException if it cannot be opened
     */
    SessionStore open(String name);

    /**
     * Whether {@link #open} finds the records of the store of that name that was closed before, even if another version of
     * this plugin, or another process, has written them. Between two versions of such a plugin nothing is copied: the one
     * store is closed, then the other is opened.
     */
    default boolean persistent() {
        return false;
    }
}
