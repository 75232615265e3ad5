// SPDX-License-Identifier: Apache-2.0
/** Plugins are replaced and taken back in the assembled product while calls run over real sockets. */
@NullMarked
package im.antiphon.swap;

import org.jspecify.annotations.NullMarked;
