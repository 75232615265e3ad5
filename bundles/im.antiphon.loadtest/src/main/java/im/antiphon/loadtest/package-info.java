// SPDX-License-Identifier: Apache-2.0
/** The command {@code antiphon-load}: its options, its exit codes. */
@NullMarked
package im.antiphon.loadtest;

import org.jspecify.annotations.NullMarked;
