// SPDX-License-Identifier: Apache-2.0
/**
 * The commands {@code antiphon:sessions}, {@code antiphon:rooms} and {@code antiphon:plugins} of the Gogo shell.
 */
@NullMarked
package im.antiphon.shell.internal;

import org.jspecify.annotations.NullMarked;
