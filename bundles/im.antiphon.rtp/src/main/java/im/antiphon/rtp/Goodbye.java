// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sources that fall silent for good, perhaps with a reason.
 *
 * <pre>
 * RFC 3550, section 6.6
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    SC   |   PT=BYE=203  |             length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     SSRC/CSRC, SC of them                     |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |     length    |               reason for leaving            ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Goodbye extends RtcpView {
    public Goodbye() {
        super(RtcpKind.GOODBYE);
    }

    @Override
    @Nullable
    DropReason check() {
        int reason = 4 + 4 * count();
        if (reason > length) {
            return DropReason.BAD_LENGTH;
        }
        return reason < length && reason + 1 + (buffer.get(offset + reason) & 0xff) > length
                ? DropReason.BAD_LENGTH
                : null;
    }

    /** 0..31. */
    public int ssrcCount() {
        return count();
    }

    /** @param index below {@link #ssrcCount} */
    public int ssrc(int index) {
        Checks.range("index", index, 0, count() - 1);
        return buffer.getInt(offset + 4 + 4 * index);
    }

    /** Why, in the sender's words, or null where it gave none. Allocates. */
    public @Nullable String reason() {
        int start = offset + 4 + 4 * count();
        if (start == end()) {
            return null;
        }
        byte[] bytes = new byte[buffer.get(start) & 0xff];
        buffer.get(start + 1, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
