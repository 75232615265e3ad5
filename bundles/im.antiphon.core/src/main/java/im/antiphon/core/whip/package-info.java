// SPDX-License-Identifier: Apache-2.0
/**
 * WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep): one SDP exchange over HTTP, with trickle ICE and ICE restarts.
 */
@NullMarked
package im.antiphon.core.whip;

import org.jspecify.annotations.NullMarked;
