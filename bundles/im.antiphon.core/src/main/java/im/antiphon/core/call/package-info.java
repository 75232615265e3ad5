// SPDX-License-Identifier: Apache-2.0
/**
 * Calls: who rings, who answers, when it is over. Pure: commands and time in; notices and the next deadline out. A call is
 * decided at one node, its home; {@code docs/protocols/signaling-v1.md} has what clients see of it.
 */
@NullMarked
package im.antiphon.core.call;

import org.jspecify.annotations.NullMarked;
