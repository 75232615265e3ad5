// SPDX-License-Identifier: Apache-2.0
/**
 * Several nodes as one: messages from node to node of which none is lost and none comes twice, whatever becomes of the bus
 * meanwhile ({@link im.antiphon.core.cluster.Cluster}), and who is there ({@link im.antiphon.core.cluster.Presence}).
 */
@NullMarked
package im.antiphon.core.cluster;

import org.jspecify.annotations.NullMarked;
