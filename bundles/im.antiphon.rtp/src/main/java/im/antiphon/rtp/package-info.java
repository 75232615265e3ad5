// SPDX-License-Identifier: Apache-2.0
/**
 * RTP, RTCP and header extensions as views over a buffer: nothing is copied, hostile bytes raise no exception.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.rtp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
