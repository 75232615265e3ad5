// SPDX-License-Identifier: Apache-2.0
/**
 * The component, its configuration and its threads.
 */
@NullMarked
package im.antiphon.storage.rocksdb.internal;

import org.jspecify.annotations.NullMarked;
