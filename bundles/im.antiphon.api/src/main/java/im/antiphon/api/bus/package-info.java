// SPDX-License-Identifier: Apache-2.0
/**
 * The bus between nodes, and who is there: {@link im.antiphon.api.bus.Buses} is for the core,
 * {@link im.antiphon.api.bus.BusFactory} for those who write a plugin.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.bus;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
