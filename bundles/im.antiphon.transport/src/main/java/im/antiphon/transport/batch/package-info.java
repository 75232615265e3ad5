// SPDX-License-Identifier: Apache-2.0
/**
 * Datagrams handed to the kernel by the batch: the seam behind which a bundle may send in ways that Netty and Java 17 do not have.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.transport.batch;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
