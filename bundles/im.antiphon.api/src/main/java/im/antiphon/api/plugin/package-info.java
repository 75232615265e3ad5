// SPDX-License-Identifier: Apache-2.0
/**
 * What every plugin has in common: a name, a kind, and a place in the system where it is bound, swapped and drained.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.plugin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
