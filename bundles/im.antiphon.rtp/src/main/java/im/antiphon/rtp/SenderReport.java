// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

/**
 * What a source has sent, and which wall-clock time its timestamps stand for; with reports about what it hears.
 *
 * <pre>
 * RFC 3550, section 6.4.1
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    RC   |   PT=SR=200   |             length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         SSRC of sender                        |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |              NTP timestamp, most significant word             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             NTP timestamp, least significant word             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         RTP timestamp                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     sender's packet count                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      sender's octet count                     |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                    report blocks, RC of them                  |
 * </pre>
 */
public final class SenderReport extends ReportView {
    static final int LENGTH = 28;

    public SenderReport() {
        super(RtcpKind.SENDER_REPORT, LENGTH);
    }

    /** See {@link NtpTime}. */
    public long ntpTimestamp() {
        return buffer.getLong(offset + 8);
    }

    /** The same instant in the source's own timestamps; 32 bits without a sign. */
    public int rtpTimestamp() {
        return buffer.getInt(offset + 16);
    }

    /** 32 bits without a sign, starting again at zero. */
    public int packetCount() {
        return buffer.getInt(offset + 20);
    }

    /** Payload only; 32 bits without a sign, starting again at zero. */
    public int octetCount() {
        return buffer.getInt(offset + 24);
    }
}
