// SPDX-License-Identifier: Apache-2.0
/**
 * Signaling: what passes between a client connection, whatever carries it, and the session core.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.signaling;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
