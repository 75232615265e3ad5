// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import org.jspecify.annotations.Nullable;

/**
 * How much a receiver believes it can take: REMB.
 *
 * <pre>
 * draft-alvestrand-rmcat-remb-03, section 2.2; what follows the media SSRC, which is 0
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Unique identifier 'R' 'E' 'M' 'B'                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Num SSRC     | BR Exp    |  BR Mantissa                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   SSRC feedback, Num SSRC of them                             |
 * </pre>
 */
public final class ReceiverEstimate extends FeedbackView {
    static final int INFORMATION_LENGTH = 8;
    static final int MANTISSA_BITS = 18;

    public ReceiverEstimate() {
        super(RtcpKind.RECEIVER_ESTIMATE);
    }

    @Override
    @Nullable
    DropReason checkInformation(int informationLength) {
        return informationLength < INFORMATION_LENGTH || informationLength < INFORMATION_LENGTH + 4 * ssrcCount()
                ? DropReason.BAD_LENGTH
                : null;
    }

    /** Not negative; what 63 bits cannot hold is the most they can. */
    public long bitsPerSecond() {
        int bits = buffer.getInt(offset + 16);
        int exponent = bits >>> MANTISSA_BITS & 0x3f;
        long mantissa = bits & (1 << MANTISSA_BITS) - 1;
        return mantissa != 0 && exponent >= Long.numberOfLeadingZeros(mantissa) ? Long.MAX_VALUE : mantissa << exponent;
    }

    /** 0..255. */
    public int ssrcCount() {
        return buffer.get(offset + 16) & 0xff;
    }

    /** One of the sources the estimate is about. */
    public int ssrc(int index) {
        Checks.range("index", index, 0, ssrcCount() - 1);
        return buffer.getInt(offset + HEADER_LENGTH + INFORMATION_LENGTH + 4 * index);
    }
}
