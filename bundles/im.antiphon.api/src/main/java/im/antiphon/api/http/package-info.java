// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP resources: how a bundle answers under a path without knowing the transport.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
