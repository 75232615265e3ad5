// SPDX-License-Identifier: Apache-2.0
/**
 * Limits: how often a session, a user, a tenant or an address may do something.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.limit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
