// SPDX-License-Identifier: Apache-2.0
/**
 * A session store in the heap: the default of a node that keeps nothing.
 */
@NullMarked
package im.antiphon.storage.memory;

import org.jspecify.annotations.NullMarked;
