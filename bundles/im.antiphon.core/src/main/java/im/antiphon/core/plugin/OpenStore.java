// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;

/** A product of a storage plugin. */
record OpenStore(PluginLease<SessionStoreFactory, SessionStore> lease) {
    SessionStore product() {
        return lease.product();
    }

    BoundPlugin<SessionStoreFactory> plugin() {
        return lease.plugin();
    }

    String label() {
        return lease.servedBy();
    }

    void release() {
        lease.release();
    }
}
