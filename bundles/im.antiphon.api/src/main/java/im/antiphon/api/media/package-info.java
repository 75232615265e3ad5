// SPDX-License-Identifier: Apache-2.0
/**
 * Media peers: offer and answer between a session and the forwarding unit.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.media;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
