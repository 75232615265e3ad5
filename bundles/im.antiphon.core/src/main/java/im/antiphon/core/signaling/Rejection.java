// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import org.jspecify.annotations.Nullable;

/**
 * Why a message is refused.
 *
 * @param id of the message, or null where it has none or it could not be read
 */
record Rejection(@Nullable String id, SignalingCode code, String detail) {}
