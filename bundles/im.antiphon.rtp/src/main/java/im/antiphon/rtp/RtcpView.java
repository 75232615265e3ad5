// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the views over single RTCP packets share: they are laid over the current packet of a {@link RtcpPackets} cursor, check it
 * once, and can then be read without further checks until the bytes change. Reused, allocating nothing except where an accessor
 * says so, confined to one event loop.
 */
public abstract class RtcpView {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final RtcpKind kind;
    private DropReason dropReason = DropReason.TRUNCATED;
    ByteBuffer buffer = NOTHING;
    int offset;
    int length;

    RtcpView(RtcpKind kind) {
        this.kind = kind;
    }

    /**
     * Looks at the current packet.
     *
     * @return whether it is of this view's kind and well-formed; if not, {@link #dropReason} tells why and nothing else may be
     *     asked
     */
    public final boolean wrap(RtcpPackets packets) {
        if (packets.kind() != kind) {
            dropReason = DropReason.PROTOCOL_VIOLATION;
            return false;
        }
        buffer = packets.buffer();
        offset = packets.packetOffset();
        length = packets.packetLength();
        DropReason objection = check();
        if (objection != null) {
            dropReason = objection;
            return false;
        }
        return true;
    }

    /** What is wrong with the packet, or null; also brings the view's own state to its start. */
    abstract @Nullable DropReason check();

    /** Why the last packet that {@link #wrap} refused was refused. */
    public final DropReason dropReason() {
        return dropReason;
    }

    final int count() {
        return buffer.get(offset) & 0x1f;
    }

    final int end() {
        return offset + length;
    }
}
