// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.plugin.PluginName;
import im.antiphon.core.plugin.PluginIdentity;
import im.antiphon.core.plugin.PluginVersion;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** What services of plugins say of themselves. */
final class PluginServices {
    private PluginServices() {}

    static PluginIdentity identity(ServiceReference<?> reference) {
        String bundle = reference.getBundle().getSymbolicName();
        return new PluginIdentity(
                reference.getProperty(PluginName.PROPERTY) instanceof String name ? name : bundle,
                PluginVersion.parse(reference.getBundle().getVersion().toString()),
                bundle,
                reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                id(reference));
    }

    static long id(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }
}
