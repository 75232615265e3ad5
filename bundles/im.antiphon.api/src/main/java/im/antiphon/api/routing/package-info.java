// SPDX-License-Identifier: Apache-2.0
/**
 * Routing: which node serves a key.
 *
 * <p>A vendor implements {@link im.antiphon.api.routing.RoutingStrategyFactory}; whoever sends requests to nodes asks
 * {@link im.antiphon.api.routing.Routing} for a table and never sees which plugin serves.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.routing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
