// SPDX-License-Identifier: Apache-2.0
/** The component that offers the codec as a plugin. */
@NullMarked
package im.antiphon.codec.opus.internal;

import org.jspecify.annotations.NullMarked;
