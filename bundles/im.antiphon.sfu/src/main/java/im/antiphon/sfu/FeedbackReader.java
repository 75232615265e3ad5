// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.rtp.FullIntraRequest;
import im.antiphon.rtp.Goodbye;
import im.antiphon.rtp.NegativeAcknowledgement;
import im.antiphon.rtp.PictureLossIndication;
import im.antiphon.rtp.ReceiverEstimate;
import im.antiphon.rtp.ReceiverReport;
import im.antiphon.rtp.ReportBlock;
import im.antiphon.rtp.ReportView;
import im.antiphon.rtp.RtcpPackets;
import im.antiphon.rtp.RtcpView;
import im.antiphon.rtp.SenderReport;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/**
 * Reads what a member reports: about the streams it sends (sender reports, goodbyes) and about those it is sent (reception,
 * losses, key frames wanted, its estimate of the path). Unknown packets are skipped, malformed ones dropped and counted.
 */
final class FeedbackReader {
    /** Packets asked for again in one datagram, in however many requests; what comes beyond waits for the next. */
    private static final int LONGEST_REQUEST = 64;

    private final Member member;
    private final RtcpPackets packets = RtcpPackets.reducedSize();
    private final SenderReport senderReport = new SenderReport();
    private final ReceiverReport receiverReport = new ReceiverReport();
    private final ReportBlock block = new ReportBlock();
    private final Goodbye goodbye = new Goodbye();
    private final NegativeAcknowledgement negativeAcknowledgement = new NegativeAcknowledgement();
    private final PictureLossIndication pictureLossIndication = new PictureLossIndication();
    private final FullIntraRequest fullIntraRequest = new FullIntraRequest();
    private final ReceiverEstimate receiverEstimate = new ReceiverEstimate();
    private final int[] wanted = new int[LONGEST_REQUEST];
    private final IntConsumer collect = this::collect;
    private int wantedCount;
    private int wantedRoom;

    // The worst of the streams in one datagram: the path is one, whatever streams it carries.
    private boolean reported;
    private double lossFraction;
    private long jitterNanos;
    private long roundTripNanos;

    FeedbackReader(Member member) {
        this.member = member;
    }

    void read(long nowNanos, ByteBuffer datagram, int offset, int length) {
        if (!packets.wrap(datagram, offset, length)) {
            member.output().onDropped(packets.dropReason());
            return;
        }
        reported = false;
        lossFraction = 0;
        jitterNanos = 0;
        roundTripNanos = -1;
        wantedRoom = LONGEST_REQUEST;
        while (packets.next()) {
            readPacket(nowNanos);
        }
        if (reported) {
            member.qualityMeter().onReport(lossFraction, jitterNanos, roundTripNanos);
            feed(nowNanos, new CongestionFeedback.ReceiverReport(lossFraction, jitterNanos, roundTripNanos));
        }
    }

    private void readPacket(long nowNanos) {
        switch (packets.kind()) {
            case SENDER_REPORT -> {
                if (wrap(senderReport)) {
                    onSenderReport(nowNanos);
                    onReports(nowNanos, senderReport);
                }
            }
            case RECEIVER_REPORT -> {
                if (wrap(receiverReport)) {
                    onReports(nowNanos, receiverReport);
                }
            }
            case GOODBYE -> {
                if (wrap(goodbye)) {
                    for (int i = 0; i < goodbye.ssrcCount(); i++) {
                        member.onGoodbye(nowNanos, goodbye.ssrc(i));
                    }
                }
            }
            case NEGATIVE_ACKNOWLEDGEMENT -> {
                if (wrap(negativeAcknowledgement)) {
                    onNegativeAcknowledgement();
                }
            }
            case PICTURE_LOSS_INDICATION -> {
                if (wrap(pictureLossIndication)) {
                    wantKeyFrame(nowNanos, pictureLossIndication.mediaSsrc());
                }
            }
            case FULL_INTRA_REQUEST -> {
                if (wrap(fullIntraRequest)) {
                    for (int i = 0; i < fullIntraRequest.entryCount(); i++) {
                        wantKeyFrame(nowNanos, fullIntraRequest.ssrc(i));
                    }
                }
            }
            case RECEIVER_ESTIMATE -> {
                if (wrap(receiverEstimate)) {
                    feed(nowNanos, new CongestionFeedback.ReceiverEstimate(receiverEstimate.bitsPerSecond()));
                }
            }
            default -> {
                // Source descriptions say nothing we do not know; transport-wide feedback is not negotiated.
            }
        }
    }

    private boolean wrap(RtcpView view) {
        if (view.wrap(packets)) {
            return true;
        }
        member.output().onDropped(view.dropReason());
        return false;
    }

    private void feed(long nowNanos, CongestionFeedback feedback) {
        member.downlink().congestion().onFeedback(nowNanos, feedback);
    }

    private void onSenderReport(long nowNanos) {
        Publication publication = member.publicationOf(senderReport.ssrc());
        if (publication != null && publication.receiving() && publication.ssrc() == senderReport.ssrc()) {
            publication.onSenderReport(nowNanos, senderReport.ntpTimestamp(), senderReport.rtpTimestamp());
        }
    }

    private void onReports(long nowNanos, ReportView report) {
        for (int i = 0; i < report.reportCount(); i++) {
            report.reportBlock(i, block);
            Subscription subscription = member.subscriptionOf(block.ssrc());
            if (subscription == null) {
                continue;
            }
            ReportHistory history = subscription.reports();
            history.onReport(
                    nowNanos,
                    block.fractionLost(),
                    block.jitter(),
                    block.lastSenderReport(),
                    block.delaySinceLastSenderReport());
            reported = true;
            lossFraction = Math.max(lossFraction, history.lossFraction());
            jitterNanos = Math.max(jitterNanos, history.jitterTicks() * 1_000_000_000L / subscription.clockRate());
            roundTripNanos = Math.max(roundTripNanos, history.roundTripNanos());
        }
    }

    private void wantKeyFrame(long nowNanos, int ssrc) {
        Subscription subscription = member.subscriptionOf(ssrc);
        Source source = subscription == null ? null : subscription.source();
        if (source != null) {
            source.requestKeyFrame(nowNanos);
        }
    }

    /** Passed on to the source, in its own numbers: what was lost before it reached us comes again to everybody. */
    private void onNegativeAcknowledgement() {
        wantedCount = 0;
        negativeAcknowledgement.forEachLost(collect);
        if (wantedCount == 0) {
            return;
        }
        wantedRoom -= wantedCount;
        member.output().onRetransmissionAsked(wantedCount);
        Subscription subscription = member.subscriptionOf(negativeAcknowledgement.mediaSsrc());
        Source source = subscription == null ? null : subscription.source();
        if (subscription == null || source == null || !source.receiving()) {
            return;
        }
        int known = 0;
        for (int i = 0; i < wantedCount; i++) {
            int number = subscription.sourceSequenceNumber(wanted[i]);
            if (number >= 0) {
                wanted[known++] = number;
            }
        }
        if (known > 0) {
            source.askAgain(wanted, known);
        }
    }

    private void collect(int sequenceNumber) {
        if (wantedCount < wantedRoom) {
            wanted[wantedCount++] = sequenceNumber;
        }
    }
}
