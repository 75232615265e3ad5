// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * A header extension and its number (RFC 8285 section 8).
 *
 * @param id 1..255, or 4096..4351 for one that is offered without a usable number
 * @param direction where it is limited to one, else null
 * @param uri which extension
 */
public record ExtensionMapping(int id, @Nullable MediaDirection direction, String uri) {}
