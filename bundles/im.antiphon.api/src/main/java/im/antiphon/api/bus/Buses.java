// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.bus;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a node's bus is had from: an OSGi service of the core, served by whichever bus plugin configuration or ranking
 * choose. A bus that is held by its user outlives the plugin that serves it; where none does, frames are refused and no
 * other node is there.
 *
 * <p>How a running bus gets from one plugin to the next:
 * <ul>
 *   <li>The <b>running product</b> is a {@link Bus} that one factory opened for the node.
 *   <li>The <b>snapshot</b> is what lies above the plugin: the entries the node has announced, and the messages that their
 *       addressees have not acknowledged, under the numbers they were sent with.
 *   <li>The <b>safe point</b> is between any two calls. The successor is opened beside the former product and told the
 *       entries; from then on it is sent to. The former is closed once the calls that are in it have returned.
 *   <li>What was under way in the former product and arrives is not sent again; what does not arrive is, through the
 *       successor; what comes over both ways is taken once.
 * </ul>
 */
@ProviderType
public interface Buses {
    /**
     * Joins the bus for this node.
     *
     * @throws IllegalStateException if it is open already
     */
    Bus open(BusNode node, BusListener listener);
}
