// SPDX-License-Identifier: Apache-2.0
/**
 * Plugins put into a node and taken out of it: the folder, the versions that stand beside each other, and what is told.
 */
@NullMarked
package im.antiphon.deploy;

import org.jspecify.annotations.NullMarked;
