// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import org.jspecify.annotations.Nullable;

/** What sender and receiver reports share: who reports, and blocks about those it hears (RFC 3550, section 6.4). */
public abstract class ReportView extends RtcpView {
    private final int blocksOffset;

    ReportView(RtcpKind kind, int blocksOffset) {
        super(kind);
        this.blocksOffset = blocksOffset;
    }

    @Override
    @Nullable
    DropReason check() {
        // What follows the blocks is a profile's extension and none of our business.
        return length < blocksOffset + ReportBlock.LENGTH * count() ? DropReason.BAD_LENGTH : null;
    }

    /** The reporter. */
    public final int ssrc() {
        return buffer.getInt(offset + 4);
    }

    /** 0..31. */
    public final int reportCount() {
        return count();
    }

    /**
     * Lays {@code block} over one of the blocks.
     *
     * @param index below {@link #reportCount}
     */
    public final void reportBlock(int index, ReportBlock block) {
        Checks.range("index", index, 0, reportCount() - 1);
        block.wrap(buffer, offset + blocksOffset + ReportBlock.LENGTH * index);
    }
}
