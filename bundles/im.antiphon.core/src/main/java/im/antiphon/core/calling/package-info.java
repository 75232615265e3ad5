// SPDX-License-Identifier: Apache-2.0
/**
 * Calls for clients of signaling: their messages in, what they are told out, and the way to calls of other nodes. Who rings
 * and who has answered is decided in {@link im.antiphon.core.call}.
 */
@NullMarked
package im.antiphon.core.calling;

import org.jspecify.annotations.NullMarked;
