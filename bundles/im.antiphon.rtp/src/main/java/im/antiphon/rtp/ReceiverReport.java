// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

/**
 * What one who sends nothing hears of others.
 *
 * <pre>
 * RFC 3550, section 6.4.2
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    RC   |   PT=RR=201   |             length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     SSRC of packet sender                     |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                    report blocks, RC of them                  |
 * </pre>
 */
public final class ReceiverReport extends ReportView {
    static final int LENGTH = 8;

    public ReceiverReport() {
        super(RtcpKind.RECEIVER_REPORT, LENGTH);
    }
}
