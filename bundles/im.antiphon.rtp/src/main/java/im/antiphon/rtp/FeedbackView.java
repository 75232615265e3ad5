// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import org.jspecify.annotations.Nullable;

/**
 * What feedback packets share: who speaks, and of whose media.
 *
 * <pre>
 * RFC 4585, section 6.1
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|   FMT   |       PT      |          length               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of packet sender                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of media source                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * :            Feedback Control Information (FCI)                 :
 * </pre>
 */
public abstract class FeedbackView extends RtcpView {
    static final int HEADER_LENGTH = 12;

    FeedbackView(RtcpKind kind) {
        super(kind);
    }

    @Override
    final @Nullable DropReason check() {
        return length < HEADER_LENGTH ? DropReason.BAD_LENGTH : checkInformation(length - HEADER_LENGTH);
    }

    /** What is wrong with the packet from {@link #HEADER_LENGTH} on, or null. */
    abstract @Nullable DropReason checkInformation(int informationLength);

    public final int senderSsrc() {
        return buffer.getInt(offset + 4);
    }

    /** 0 where the feedback is about the transport, or names its sources in its own entries. */
    public final int mediaSsrc() {
        return buffer.getInt(offset + 8);
    }

    /** Entries of a fixed size, all of them whole. */
    static @Nullable DropReason checkEntries(int informationLength, int entryLength) {
        return informationLength == 0 || informationLength % entryLength != 0 ? DropReason.BAD_LENGTH : null;
    }
}
