// SPDX-License-Identifier: Apache-2.0
/**
 * Circuit breakers: a downstream that fails is left alone for a while, and then asked carefully.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.breaker;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
