// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.ByteBuffer;

/**
 * What a reporter hears of one source. Laid over bytes by {@link ReportView#reportBlock} to be read and by
 * {@link RtcpWriter#reportBlock} to be filled in; allocates nothing, confined to one event loop.
 *
 * <pre>
 * RFC 3550, section 6.4.1
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 SSRC of the source reported on                |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | fraction lost |       cumulative number of packets lost       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           extended highest sequence number received           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      interarrival jitter                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         last SR (LSR)                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   delay since last SR (DLSR)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class ReportBlock {
    /** In bytes. */
    public static final int LENGTH = 24;

    static final int MOST_LOST = 0x7fffff;
    static final int LEAST_LOST = -0x800000;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer buffer = NOTHING;
    private int offset;

    void wrap(ByteBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    public int ssrc() {
        return buffer.getInt(offset);
    }

    public void ssrc(int ssrc) {
        buffer.putInt(offset, ssrc);
    }

    /** Since the report before, in 1/256. */
    public int fractionLost() {
        return buffer.get(offset + 4) & 0xff;
    }

    public void fractionLost(int fractionLost) {
        buffer.put(offset + 4, (byte) Checks.range("fractionLost", fractionLost, 0, 255));
    }

    /** Since the beginning; negative where more arrived than were sent, by duplication. */
    public int cumulativeLost() {
        return buffer.getInt(offset + 4) << 8 >> 8;
    }

    public void cumulativeLost(int cumulativeLost) {
        Checks.range("cumulativeLost", cumulativeLost, LEAST_LOST, MOST_LOST);
        buffer.putInt(offset + 4, fractionLost() << 24 | cumulativeLost & 0xffffff);
    }

    /** Sequence number in the lower 16 bits, how often it has started again in the upper. */
    public int extendedHighestSequenceNumber() {
        return buffer.getInt(offset + 8);
    }

    public void extendedHighestSequenceNumber(int extendedHighestSequenceNumber) {
        buffer.putInt(offset + 8, extendedHighestSequenceNumber);
    }

    /** In units of the RTP timestamp; 32 bits without a sign. */
    public int jitter() {
        return buffer.getInt(offset + 12);
    }

    public void jitter(int jitter) {
        buffer.putInt(offset + 12, jitter);
    }

    /** {@link NtpTime#middle} of the last sender report, 0 if there was none. */
    public int lastSenderReport() {
        return buffer.getInt(offset + 16);
    }

    public void lastSenderReport(int lastSenderReport) {
        buffer.putInt(offset + 16, lastSenderReport);
    }

    /** In 1/65536 second, 32 bits without a sign; 0 if there was none. */
    public int delaySinceLastSenderReport() {
        return buffer.getInt(offset + 20);
    }

    public void delaySinceLastSenderReport(int delaySinceLastSenderReport) {
        buffer.putInt(offset + 20, delaySinceLastSenderReport);
    }
}
