// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import org.jspecify.annotations.Nullable;

/**
 * Asks sources for a key frame because somebody new looks on.
 *
 * <pre>
 * RFC 5104, section 4.3.1; one or more entries
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              SSRC                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Seq nr.       |    Reserved                                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class FullIntraRequest extends FeedbackView {
    static final int ENTRY_LENGTH = 8;

    public FullIntraRequest() {
        super(RtcpKind.FULL_INTRA_REQUEST);
    }

    @Override
    @Nullable
    DropReason checkInformation(int informationLength) {
        return checkEntries(informationLength, ENTRY_LENGTH);
    }

    /** At least one. */
    public int entryCount() {
        return (length - HEADER_LENGTH) / ENTRY_LENGTH;
    }

    /** Who is asked; {@link #mediaSsrc} means nothing here. */
    public int ssrc(int index) {
        return buffer.getInt(entry(index));
    }

    /** 0..255; a request that repeats it is the same request. */
    public int commandSequenceNumber(int index) {
        return buffer.get(entry(index) + 4) & 0xff;
    }

    private int entry(int index) {
        Checks.range("index", index, 0, entryCount() - 1);
        return offset + HEADER_LENGTH + ENTRY_LENGTH * index;
    }
}
