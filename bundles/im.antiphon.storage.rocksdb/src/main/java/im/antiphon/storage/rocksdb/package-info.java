// SPDX-License-Identifier: Apache-2.0
/**
 * A session store on the node's own disk: a log-structured merge tree behind a write-ahead log. What was acknowledged
 * outlives the process.
 */
@NullMarked
package im.antiphon.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
