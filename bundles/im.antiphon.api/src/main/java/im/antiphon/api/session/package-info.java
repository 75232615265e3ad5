// SPDX-License-Identifier: Apache-2.0
/**
 * Sessions: one client attached to this node, from its handshake to its end.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
