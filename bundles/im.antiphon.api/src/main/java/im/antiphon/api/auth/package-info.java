// SPDX-License-Identifier: Apache-2.0
/**
 * Who a client is and what it may do: credentials in, an identity with grants out.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.auth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
