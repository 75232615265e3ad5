// SPDX-License-Identifier: Apache-2.0
/**
 * The component.
 */
@NullMarked
package im.antiphon.bus.local.internal;

import org.jspecify.annotations.NullMarked;
