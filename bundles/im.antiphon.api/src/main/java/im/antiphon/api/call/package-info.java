// SPDX-License-Identifier: Apache-2.0
/**
 * Calls, for those who look at them and end them: consoles, shells, the HTTP API.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.call;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
