// SPDX-License-Identifier: Apache-2.0
/**
 * Codecs: what is said of them in SDP, and how PCM becomes packets and packets PCM.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.codec;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
