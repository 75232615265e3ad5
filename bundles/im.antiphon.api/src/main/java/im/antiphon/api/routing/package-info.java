// SPDX-License-Identifier: Apache-2.0
/**
 * Routing: which node serves a key.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.routing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
