// SPDX-License-Identifier: Apache-2.0
/** Token buckets, one for each key of each scope. Nothing here is exported; {@code internal} has the component. */
@NullMarked
package im.antiphon.limit.tokenbucket;

import org.jspecify.annotations.NullMarked;
