// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

/**
 * Counts all packets of a transport, whatever their stream, so that {@link TransportFeedback} can speak of each
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01, section 2).
 *
 * <pre>
 *  0                   1                   2
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | L=1   |transport-wide sequence number |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class TransportSequenceNumber {
    private TransportSequenceNumber() {}

    /**
     * @param id as negotiated
     * @return 0..65535, or -1 if the packet has none
     */
    public static int read(RtpView packet, int id) {
        int data = packet.extensionOffset(id);
        return data < 0 || packet.extensionLength(id) < 2 ? -1 : packet.buffer().getShort(data) & 0xffff;
    }
}
