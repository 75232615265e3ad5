// SPDX-License-Identifier: Apache-2.0
/** Plugins that no server should suffer from; each goes into a bundle of its own. */
@NullMarked
package im.antiphon.swap.hostile;

import org.jspecify.annotations.NullMarked;
