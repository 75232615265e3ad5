// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

/** The RTCP packets this server reads, by packet type and, for feedback, format (RFC 3550, RFC 4585, RFC 5104). */
public enum RtcpKind {
    SENDER_REPORT(200, RtcpKind.ANY_FORMAT),
    RECEIVER_REPORT(201, RtcpKind.ANY_FORMAT),
    SOURCE_DESCRIPTION(202, RtcpKind.ANY_FORMAT),
    GOODBYE(203, RtcpKind.ANY_FORMAT),
    /** Generic NACK. */
    NEGATIVE_ACKNOWLEDGEMENT(205, 1),
    /** Transport-wide congestion control. */
    TRANSPORT_FEEDBACK(205, 15),
    PICTURE_LOSS_INDICATION(206, 1),
    FULL_INTRA_REQUEST(206, 4),
    /** REMB: application layer feedback that bears this name in its bytes. */
    RECEIVER_ESTIMATE(206, 15),
    /** None of the above; to be skipped (RFC 3550, section 6.1). */
    OTHER(-1, -1);

    static final int ANY_FORMAT = -1;

    private final int packetType;
    private final int format;

    RtcpKind(int packetType, int format) {
        this.packetType = packetType;
        this.format = format;
    }

    /** 200..206, or -1 for {@link #OTHER}. */
    public int packetType() {
        return packetType;
    }

    /** Of feedback packets; -1 where the same five bits count something. */
    public int format() {
        return format;
    }

    static RtcpKind of(int packetType, int format) {
        return switch (packetType) {
            case 200 -> SENDER_REPORT;
            case 201 -> RECEIVER_REPORT;
            case 202 -> SOURCE_DESCRIPTION;
            case 203 -> GOODBYE;
            case 205 -> format == 1 ? NEGATIVE_ACKNOWLEDGEMENT : format == 15 ? TRANSPORT_FEEDBACK : OTHER;
            case 206 -> payloadSpecific(format);
            default -> OTHER;
        };
    }

    private static RtcpKind payloadSpecific(int format) {
        return switch (format) {
            case 1 -> PICTURE_LOSS_INDICATION;
            case 4 -> FULL_INTRA_REQUEST;
            case 15 -> RECEIVER_ESTIMATE;
            default -> OTHER;
        };
    }
}
