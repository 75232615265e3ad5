// SPDX-License-Identifier: Apache-2.0
/** The components that offer the two laws as plugins. */
@NullMarked
package im.antiphon.codec.g711.internal;

import org.jspecify.annotations.NullMarked;
