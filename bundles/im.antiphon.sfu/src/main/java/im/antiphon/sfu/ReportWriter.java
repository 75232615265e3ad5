// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.rtp.NtpTime;
import im.antiphon.rtp.ReportBlock;
import im.antiphon.rtp.RtcpWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes what a member is told: a sender report for each stream it is sent, reception of each stream it sends, and requests. Each
 * datagram is compound (RFC 3550, section 6.1) and fits one packet; what does not fit goes into another.
 */
final class ReportWriter {
    private static final byte[] CANONICAL_NAME = "antiphon".getBytes(StandardCharsets.US_ASCII);
    private static final int LARGEST_DATAGRAM = 1_100;
    private static final int SENDER_REPORT_LENGTH = 28;
    private static final int DESCRIPTION_LENGTH = 20;

    private final Member member;
    private final RtcpWriter writer = new RtcpWriter();
    private final ReportBlock block = new ReportBlock();
    private final ByteBuffer datagram = ByteBuffer.allocate(LARGEST_DATAGRAM + Room.TRAILER_ROOM);

    ReportWriter(Member member) {
        this.member = member;
    }

    /** All reports that are due, in as few datagrams as hold them. */
    void writeReports(long nowNanos) {
        long ownNtp = NtpTime.ofEpochNanos(nowNanos + member.downlink().wallClockOffsetNanos());
        boolean open = false;
        List<Subscription> subscriptions = member.subscriptions();
        for (int i = 0; i < subscriptions.size(); i++) {
            Subscription subscription = subscriptions.get(i);
            if (!subscription.reportDue()) {
                continue;
            }
            if (!open) {
                begin();
                open = true;
            }
            if (!writeSenderReport(nowNanos, ownNtp, subscription)) {
                send();
                begin();
                writeSenderReport(nowNanos, ownNtp, subscription);
            }
        }
        writeReception(nowNanos, open);
    }

    private void begin() {
        writer.begin(datagram, 0, LARGEST_DATAGRAM);
    }

    private void send() {
        if (writer.length() > 0) {
            member.output().sendRtcp(datagram, 0, writer.length());
        }
    }

    private boolean writeSenderReport(long nowNanos, long ownNtp, Subscription subscription) {
        long ntp = subscription.reportNtp(nowNanos, ownNtp);
        int ssrc = subscription.section().ssrc();
        if (writer.length() + SENDER_REPORT_LENGTH + DESCRIPTION_LENGTH > LARGEST_DATAGRAM) {
            return false;
        }
        writer.senderReport(ssrc, ntp, subscription.reportTimestamp(nowNanos), (int) subscription.packetsSent(), (int)
                subscription.bytesSent());
        writer.sourceDescription(ssrc, CANONICAL_NAME);
        subscription.onReported(nowNanos, NtpTime.middle(ntp));
        return true;
    }

    /** Reception goes behind the sender reports; without any it makes a datagram of its own. */
    private void writeReception(long nowNanos, boolean open) {
        boolean started = false;
        for (Publication publication : member.publications()) {
            if (!publication.receiving()) {
                continue;
            }
            if (!open) {
                begin();
                open = true;
            }
            if (!started) {
                started = writer.receiverReport(member.settings().ssrc());
            }
            if (!started || !writer.reportBlock(block)) {
                send();
                begin();
                writer.receiverReport(member.settings().ssrc());
                writer.reportBlock(block);
                started = true;
            }
            block.ssrc(publication.ssrc());
            publication.statistics().report(nowNanos, block);
        }
        if (started) {
            writer.sourceDescription(member.settings().ssrc(), CANONICAL_NAME);
        }
        if (open) {
            send();
        }
    }

    private void beginRequest() {
        begin();
        writer.receiverReport(member.settings().ssrc());
        writer.sourceDescription(member.settings().ssrc(), CANONICAL_NAME);
    }

    void writePictureLossIndication(int mediaSsrc) {
        beginRequest();
        writer.pictureLossIndication(member.settings().ssrc(), mediaSsrc);
        send();
    }

    void writeNegativeAcknowledgement(int mediaSsrc, int[] sequenceNumbers, int count) {
        beginRequest();
        writer.negativeAcknowledgement(member.settings().ssrc(), mediaSsrc, sequenceNumbers, count);
        send();
    }
}
