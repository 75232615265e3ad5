// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import org.jspecify.annotations.Nullable;

/** Decides who may enter some rooms, beyond what grants say. Called by any thread; returns at once. */
public interface RoomGuard {
    /** Why the session may not enter that room, for the error's detail; null where it may. */
    @Nullable
    String refusal(SignalingSession session, String room);
}
