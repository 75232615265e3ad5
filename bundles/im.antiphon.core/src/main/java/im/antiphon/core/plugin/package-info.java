// SPDX-License-Identifier: Apache-2.0
/**
 * The plugin slot: where plugins are bound, chosen, called, swapped and quarantined, and the products that
 * migrate while they are swapped.
 */
@NullMarked
package im.antiphon.core.plugin;

import org.jspecify.annotations.NullMarked;
