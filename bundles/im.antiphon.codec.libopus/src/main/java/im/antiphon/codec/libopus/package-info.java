// SPDX-License-Identifier: Apache-2.0
/**
 * Opus (RFC 6716, RFC 7587) by the system's libopus, called through {@code java.lang.foreign}: what Concentus does, and
 * in-band FEC that protects. Nothing here is exported; {@code internal} has the
 * component, which offers the codec only where the library is there.
 */
@NullMarked
package im.antiphon.codec.libopus;

import org.jspecify.annotations.NullMarked;
