// SPDX-License-Identifier: Apache-2.0
/** Where this bundle meets OSGi. */
@NullMarked
package im.antiphon.codec.libopus.internal;

import org.jspecify.annotations.NullMarked;
