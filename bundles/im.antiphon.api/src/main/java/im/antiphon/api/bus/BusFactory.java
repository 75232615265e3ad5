// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.bus;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The OSGi service of a bus plugin. Its component carries {@link im.antiphon.api.plugin.PluginName}. Safe from any thread.
 * It opens no connection before {@link #open}: a plugin may stand by for as long as the node runs.
 */
@ConsumerType
public interface BusFactory {
    /**
     * Joins the bus. Returns at once: a bus whose server does not answer is open all the same, refuses frames, and tries
     * until it does.
     *
     * @param listener may be called before this returns
     */
    Bus open(BusNode node, BusListener listener);
}
