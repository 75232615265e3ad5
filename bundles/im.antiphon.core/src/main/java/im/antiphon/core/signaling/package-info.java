// SPDX-License-Identifier: Apache-2.0
/**
 * The signaling-v1 protocol: messages in and out, rooms, relays and the way to the media server.
 */
@NullMarked
package im.antiphon.core.signaling;

import org.jspecify.annotations.NullMarked;
