// SPDX-License-Identifier: Apache-2.0
/** A routing strategy by load: the less loaded of two nodes that the key picks by weight. */
@NullMarked
package im.antiphon.routing.leastloaded;

import org.jspecify.annotations.NullMarked;
