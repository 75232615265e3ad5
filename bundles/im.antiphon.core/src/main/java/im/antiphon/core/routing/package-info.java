// SPDX-License-Identifier: Apache-2.0
/**
 * Routing apart from the strategies that plugins bring: which nodes a request's tags leave to choose from, and the choice
 * while there is no plugin.
 */
@NullMarked
package im.antiphon.core.routing;

import org.jspecify.annotations.NullMarked;
