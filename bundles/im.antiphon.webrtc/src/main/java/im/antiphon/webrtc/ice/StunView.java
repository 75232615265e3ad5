// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A STUN message read where it lies. Confined to one event loop. */
public final class StunView {
    /**
     * The receiver's own user name fragment (USERNAME's part before the colon) in a Binding request, by which a UDP
     * demultiplexer finds the session of an address it has not seen.
     *
     * @return null for anything else
     */
    public static @Nullable String ufragOf(ByteBuffer buffer, int offset, int length) {
        return null;
    }
}
