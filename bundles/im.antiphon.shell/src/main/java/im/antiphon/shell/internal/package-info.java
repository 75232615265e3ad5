// SPDX-License-Identifier: Apache-2.0
/**
 * The commands {@code antiphon:sessions}, {@code antiphon:rooms}, {@code antiphon:plugins} and those that take plugins out
 * and let them back, of the Gogo shell.
 */
@NullMarked
package im.antiphon.shell.internal;

import org.jspecify.annotations.NullMarked;
