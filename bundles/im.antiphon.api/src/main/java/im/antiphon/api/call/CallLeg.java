// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.call;

import org.jspecify.annotations.Nullable;

/**
 * One user in a call.
 *
 * @param state {@code unreachable}, {@code invited}, {@code ringing}, {@code connected} or {@code left}
 * @param device the one that takes part, or null where none does
 * @param session of that device, or null
 * @param reason why the user has left, or null
 */
public record CallLeg(
        String user, String state, @Nullable String device, @Nullable String session, @Nullable String reason) {}
