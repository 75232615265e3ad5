// SPDX-License-Identifier: Apache-2.0
/**
 * Storage: records that outlive a session, a plugin or the process. {@link im.antiphon.api.storage.Stores} is for those
 * who keep records, {@link im.antiphon.api.storage.SessionStoreFactory} for those who write a plugin.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.storage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
