// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.storage;

import org.osgi.annotation.versioning.ConsumerType;

/** The OSGi service of a storage plugin. Its component carries {@link im.antiphon.api.plugin.PluginName}. */
@ConsumerType
public interface SessionStoreFactory {
    /** @param name of the set of records, a plain word */
    SessionStore open(String name);
}
