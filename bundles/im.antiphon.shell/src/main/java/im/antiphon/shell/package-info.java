// SPDX-License-Identifier: Apache-2.0
/**
 * Tables for the terminal.
 */
@NullMarked
package im.antiphon.shell;

import org.jspecify.annotations.NullMarked;
