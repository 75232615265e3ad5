// SPDX-License-Identifier: Apache-2.0
/**
 * A session store in a Redis server: what one node writes another can read.
 */
@NullMarked
package im.antiphon.storage.redis;

import org.jspecify.annotations.NullMarked;
