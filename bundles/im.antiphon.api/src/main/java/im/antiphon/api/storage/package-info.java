// SPDX-License-Identifier: Apache-2.0
/**
 * Storage: records that outlive a process.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.storage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
