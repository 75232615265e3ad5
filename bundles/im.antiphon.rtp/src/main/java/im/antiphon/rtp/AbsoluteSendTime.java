// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

/**
 * When a packet left its sender: seconds as a 6.18 fixed-point number of 24 bits, which starts again every 64 seconds
 * (http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | len=2 |              absolute send time               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class AbsoluteSendTime {
    private static final int FRACTION_BITS = 18;
    private static final int MASK = 0xffffff;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long RANGE_NANOS = 64 * SECOND_NANOS;

    private AbsoluteSendTime() {}

    /**
     * @param id as negotiated
     * @return 24 bits, or -1 if the packet has none
     */
    public static int read(RtpView packet, int id) {
        int data = packet.extensionOffset(id);
        if (data < 0 || packet.extensionLength(id) < 3) {
            return -1;
        }
        return (packet.buffer().getShort(data) & 0xffff) << 8 | packet.buffer().get(data + 2) & 0xff;
    }

    /** The 24 bits for {@link HeaderExtensionWriter#add24}; the origin of {@code nanos} does not matter. */
    public static int ofNanos(long nanos) {
        return (int) ((Math.floorMod(nanos, RANGE_NANOS) << FRACTION_BITS) / SECOND_NANOS) & MASK;
    }

    /** Time from one value to another, both less than 32 seconds apart; negative if {@code later} is the earlier one. */
    public static long nanosBetween(int earlier, int later) {
        int difference = (later - earlier) << 8 >> 8;
        return difference * SECOND_NANOS >> FRACTION_BITS;
    }
}
