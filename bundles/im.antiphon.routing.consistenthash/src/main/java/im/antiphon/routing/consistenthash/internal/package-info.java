// SPDX-License-Identifier: Apache-2.0
/** The component that offers the strategy as a plugin. */
@NullMarked
package im.antiphon.routing.consistenthash.internal;

import org.jspecify.annotations.NullMarked;
