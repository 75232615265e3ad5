// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import org.jspecify.annotations.Nullable;

/**
 * Why a message is refused.
 *
 * @param id of the message, or null where it has none or it could not be read
 * @param retryAfterMillis when it is worth another try; 0 where it is not
 */
record Rejection(@Nullable String id, SignalingCode code, String detail, long retryAfterMillis) {
    private static final long OVERLOADED_MILLIS = 1_000;

    Rejection(@Nullable String id, SignalingCode code, String detail) {
        this(id, code, detail, code == SignalingCode.OVERLOADED ? OVERLOADED_MILLIS : 0);
    }
}
