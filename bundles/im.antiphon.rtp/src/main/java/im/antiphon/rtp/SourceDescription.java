// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Who a source is; a cursor over chunks, one per source, and the items of each.
 *
 * <pre>
 * RFC 3550, section 6.5
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    SC   |  PT=SDES=202  |             length            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                          SSRC/CSRC_1                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    CNAME=1    |     length    | user and domain name        ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ...  further items, then zeros to the end of the word, at least one
 * </pre>
 */
public final class SourceDescription extends RtcpView {
    /** The item that names an end point across its sources. */
    public static final int CNAME = 1;

    private static final int END_OF_ITEMS = 0;

    private int chunksBegun;
    private int cursor;
    private boolean insideChunk;
    private int ssrc;
    private int itemType;
    private int itemOffset;
    private int itemLength;

    public SourceDescription() {
        super(RtcpKind.SOURCE_DESCRIPTION);
    }

    @Override
    @Nullable
    DropReason check() {
        int position = offset + 4;
        for (int chunk = 0; chunk < count(); chunk++) {
            position += 4;
            while (position < end() && buffer.get(position) != END_OF_ITEMS) {
                if (position + 2 > end()) {
                    return DropReason.BAD_LENGTH;
                }
                position += 2 + (buffer.get(position + 1) & 0xff);
            }
            if (position >= end() || afterZeros(position) > end()) {
                return DropReason.BAD_LENGTH;
            }
            position = afterZeros(position);
        }
        rewind();
        return null;
    }

    private int afterZeros(int position) {
        return offset + (position - offset + 4 & ~3);
    }

    /** Puts the cursor before the first chunk, where {@link #wrap} left it. */
    public void rewind() {
        chunksBegun = 0;
        insideChunk = false;
        cursor = offset + 4;
    }

    /** 0..31. */
    public int chunkCount() {
        return count();
    }

    /** Goes to the next source, past what is left of the current one's items. */
    public boolean nextChunk() {
        while (nextItem()) {
            // on to the end of the chunk
        }
        if (chunksBegun == count()) {
            return false;
        }
        chunksBegun++;
        insideChunk = true;
        ssrc = buffer.getInt(cursor);
        cursor += 4;
        return true;
    }

    /** Of the current chunk. */
    public int ssrc() {
        return ssrc;
    }

    /** Goes to the next item of the current chunk. */
    public boolean nextItem() {
        if (!insideChunk) {
            return false;
        }
        itemType = buffer.get(cursor) & 0xff;
        if (itemType == END_OF_ITEMS) {
            insideChunk = false;
            cursor = afterZeros(cursor);
            return false;
        }
        itemLength = buffer.get(cursor + 1) & 0xff;
        itemOffset = cursor + 2;
        cursor = itemOffset + itemLength;
        return true;
    }

    /** 1..255. */
    public int itemType() {
        return itemType;
    }

    /** Where the current item's text starts in the buffer. */
    public int itemOffset() {
        return itemOffset;
    }

    /** Of the current item's text, in bytes. */
    public int itemLength() {
        return itemLength;
    }

    /** The current item's text. Allocates. */
    public String itemText() {
        byte[] bytes = new byte[itemLength];
        buffer.get(itemOffset, bytes, 0, itemLength);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The canonical name of a source, or null if it is not described here. Allocates, and leaves the cursor somewhere. */
    public @Nullable String canonicalName(int source) {
        rewind();
        while (nextChunk()) {
            while (ssrc == source && nextItem()) {
                if (itemType == CNAME) {
                    return itemText();
                }
            }
        }
        return null;
    }
}
