// SPDX-License-Identifier: Apache-2.0
/**
 * A bus within one process: what a node has that is alone, and several nodes in one test.
 */
@NullMarked
package im.antiphon.bus.local;

import org.jspecify.annotations.NullMarked;
