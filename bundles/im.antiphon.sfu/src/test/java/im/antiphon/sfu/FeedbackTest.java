// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import static im.antiphon.sfu.RecordingMember.microphone;
import static im.antiphon.sfu.RecordingMember.slot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.rtp.NegativeAcknowledgement;
import im.antiphon.rtp.NtpTime;
import im.antiphon.rtp.PictureLossIndication;
import im.antiphon.rtp.ReceiverReport;
import im.antiphon.rtp.ReportBlock;
import im.antiphon.rtp.RtcpKind;
import im.antiphon.rtp.RtcpPackets;
import im.antiphon.rtp.RtcpWriter;
import im.antiphon.rtp.SenderReport;
import im.antiphon.testkit.ManualTime;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedbackTest {
    private static final long MILLISECOND = 1_000_000;
    private final ManualTime time = new ManualTime();
    private final Room room = new Room(new RoomAddress("default", "hall"), new SplittableRandom(11));
    private final RecordingMember ada = new RecordingMember(room, time.nowNanos(), "ada", null);
    private final RecordingMember eve = new RecordingMember(room, time.nowNanos(), "eve", null);
    private final ByteBuffer datagram = ByteBuffer.allocate(1_200);
    private final RtcpWriter writer = new RtcpWriter();

    @BeforeEach
    void adaSpeaksAndEveListens() {
        ada.member.negotiated(time.nowNanos(), List.of(microphone(111, 111)), List.of());
        eve.member.negotiated(time.nowNanos(), List.of(), List.of(slot("0", 9000, 101)));
        writer.begin(datagram, 0, datagram.capacity());
    }

    private void speak(int from, int count) {
        for (int i = from; i < from + count; i++) {
            time.advanceMillis(20);
            ada.send(time.nowNanos(), Packets.audio(111, 111, i, i * 960, "voice", 30));
        }
    }

    private void reportsAreDue(RecordingMember member) {
        time.advanceMillis(1_600);
        member.member.handleTimeout(time.nowNanos());
    }

    private static SenderReport senderReport(ByteBuffer packet) {
        RtcpPackets packets = new RtcpPackets();
        assertThat(packets.wrap(packet, 0, packet.capacity())).isTrue();
        assertThat(packets.next()).isTrue();
        SenderReport report = new SenderReport();
        assertThat(report.wrap(packets)).isTrue();
        return report;
    }

    private ReportBlock reception(RecordingMember member) {
        ByteBuffer packet = member.rtcp.get(member.rtcp.size() - 1);
        RtcpPackets packets = new RtcpPackets();
        assertThat(packets.wrap(packet, 0, packet.capacity())).isTrue();
        assertThat(packets.next()).isTrue();
        ReceiverReport report = new ReceiverReport();
        assertThat(report.wrap(packets)).isTrue();
        assertThat(report.reportCount()).isEqualTo(1);
        ReportBlock block = new ReportBlock();
        report.reportBlock(0, block);
        return block;
    }

    @Test
    void aPublisherIsToldWhatWasLost() {
        speak(0, 10);
        speak(20, 10);
        reportsAreDue(ada);
        ReportBlock block = reception(ada);
        assertThat(block.ssrc()).isEqualTo(111);
        assertThat(block.cumulativeLost()).isEqualTo(10);
        assertThat(block.fractionLost()).isCloseTo(256 / 3, within(1));
        assertThat(block.extendedHighestSequenceNumber()).isEqualTo(29);
    }

    @Test
    void aPublishersReportIsReferredTo() {
        speak(0, 5);
        writer.senderReport(111, 0x1234_5678_9ABC_DEF0L, 5 * 960, 5, 25);
        writer.sourceDescription(111, new byte[] {'a'});
        ada.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        reportsAreDue(ada);
        ReportBlock block = reception(ada);
        assertThat(block.lastSenderReport()).isEqualTo(0x5678_9ABC);
        assertThat(NtpTime.nanosOfUnits(block.delaySinceLastSenderReport()))
                .isCloseTo(1_600 * MILLISECOND, within(MILLISECOND));
    }

    @Test
    void aListenerIsToldWhatWasSent() {
        speak(0, 10);
        reportsAreDue(eve);
        SenderReport report = senderReport(eve.rtcp.get(0));
        assertThat(report.ssrc()).isEqualTo(9000);
        assertThat(report.packetCount()).isEqualTo(10);
        assertThat(report.octetCount()).isEqualTo(50);
        int last = eve.rtp.get(9).timestamp();
        assertThat(report.rtpTimestamp() - last).isEqualTo(48 * 1_600);
        assertThat(NtpTime.toEpochNanos(report.ntpTimestamp()))
                .isCloseTo(1_000_000_000_000L + time.nowNanos(), within(MILLISECOND));
    }

    @Test
    void aReportKeepsTheSendersOwnClock() {
        speak(0, 10);
        long ntp = NtpTime.ofEpochNanos(1_700_000_000_000_000_000L);
        writer.senderReport(111, ntp, 9 * 960, 10, 50);
        ada.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        reportsAreDue(eve);
        SenderReport report = senderReport(eve.rtcp.get(0));
        assertThat(NtpTime.toEpochNanos(report.ntpTimestamp()))
                .isCloseTo(1_700_000_000_000_000_000L + 1_600 * MILLISECOND, within(MILLISECOND));
        assertThat(report.rtpTimestamp() - eve.rtp.get(9).timestamp()).isEqualTo(48 * 1_600);
    }

    @Test
    void nothingIsReportedWhereNothingWasSent() {
        reportsAreDue(eve);
        assertThat(eve.rtcp).isEmpty();
    }

    @Test
    void theRoundTripFollowsFromWhatTheListenerRefersTo() {
        speak(0, 10);
        reportsAreDue(eve);
        int middle = NtpTime.middle(senderReport(eve.rtcp.get(0)).ntpTimestamp());
        time.advanceMillis(580);
        ReportBlock block = new ReportBlock();
        writer.receiverReport(1);
        writer.reportBlock(block);
        block.ssrc(9000);
        block.fractionLost(64);
        block.jitter(480);
        block.lastSenderReport(middle);
        block.delaySinceLastSenderReport(NtpTime.unitsOfNanos(500 * MILLISECOND));
        eve.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());

        assertThat(eve.feedback).hasSize(1);
        CongestionFeedback.ReceiverReport report = (CongestionFeedback.ReceiverReport) eve.feedback.get(0);
        assertThat(report.lossFraction()).isEqualTo(0.25);
        assertThat(report.jitterNanos()).isEqualTo(10 * MILLISECOND);
        assertThat(report.roundTripNanos()).isCloseTo(80 * MILLISECOND, within(MILLISECOND));

        reportsAreDue(eve);
        assertThat(eve.qualities.get(1).roundTripMillis()).isCloseTo(80, within(1.0));
        assertThat(eve.qualities.get(1).downlinkLossFraction()).isEqualTo(0.25);
    }

    @Test
    void theReceiversEstimateReachesTheCongestionController() {
        writer.receiverReport(1);
        writer.receiverEstimate(1, 123_000, new int[] {9000}, 1);
        eve.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        assertThat(eve.feedback).containsExactly(new CongestionFeedback.ReceiverEstimate(123_000));
    }

    @Test
    void aPublisherLearnsWhatItsWeakestListenerCanTake() {
        eve.targetBitsPerSecond = 20_000;
        speak(0, 10);
        reportsAreDue(ada);
        assertThat(ada.qualities.get(0).audienceBitsPerSecond()).isEqualTo(20_000);
        room.leave(time.nowNanos(), eve.member);
        reportsAreDue(ada);
        assertThat(ada.qualities.get(1).audienceBitsPerSecond()).isEqualTo(-1);
    }

    @Test
    void aRequestForLostPacketsIsPassedOnInTheSendersNumbers() {
        speak(1_000, 10);
        int first = eve.rtp.get(0).sequenceNumber();
        writer.receiverReport(1);
        writer.negativeAcknowledgement(1, 9000, new int[] {first + 3, first + 5}, 2);
        eve.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());

        assertThat(eve.retransmissionsAsked).isEqualTo(2);
        assertThat(asked(ada)).containsExactly(1_003, 1_005);
    }

    @Test
    void packetsFromBeforeTheSourceTookTheSlotAreNotAskedForAgain() {
        speak(1_000, 3);
        writer.receiverReport(1);
        writer.negativeAcknowledgement(1, 9000, new int[] {(eve.rtp.get(0).sequenceNumber() - 1) & 0xFFFF}, 1);
        eve.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        assertThat(eve.retransmissionsAsked).isEqualTo(1);
        assertThat(ada.rtcp).isEmpty();
    }

    @Test
    void manyRequestsInOneDatagramAskForNoMoreThanOneMay() {
        speak(1_000, 200);
        int first = eve.rtp.get(0).sequenceNumber();
        writer.receiverReport(1);
        for (int i = 0; i < 60; i++) {
            writer.negativeAcknowledgement(1, 9000, new int[] {first + i, first + i + 1, first + i + 2}, 3);
        }
        eve.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        assertThat(eve.retransmissionsAsked).isEqualTo(64);
        assertThat(ada.rtcp).hasSize(22);
    }

    @Test
    void jitterIsMeasuredByTheClockOfTheCodecThatIsUsed() {
        StreamCodec pcmu = new StreamCodec("PCMU", 8_000, "");
        StreamCodec opus = new StreamCodec("OPUS", 48_000, "");
        ada.member.negotiated(
                time.nowNanos(),
                List.of(new IncomingSection(
                        "0",
                        MediaKind.AUDIO,
                        Map.of(0, pcmu, 111, opus),
                        new int[] {111},
                        RecordingMember.LEVEL_ID,
                        0)),
                List.of());
        for (int i = 0; i < 50; i++) {
            time.advanceMillis(20);
            ada.send(time.nowNanos(), Packets.audio(111, 0, i, i * 160, "voice", 30));
        }
        reportsAreDue(ada);
        assertThat(reception(ada).jitter()).isZero();
    }

    private static List<Integer> asked(RecordingMember member) {
        List<Integer> numbers = new ArrayList<>();
        RtcpPackets packets = new RtcpPackets();
        ByteBuffer packet = member.rtcp.get(member.rtcp.size() - 1);
        assertThat(packets.wrap(packet, 0, packet.capacity())).isTrue();
        while (packets.next()) {
            if (packets.kind() == RtcpKind.NEGATIVE_ACKNOWLEDGEMENT) {
                NegativeAcknowledgement request = new NegativeAcknowledgement();
                assertThat(request.wrap(packets)).isTrue();
                assertThat(request.mediaSsrc()).isEqualTo(111);
                request.forEachLost(numbers::add);
            }
        }
        return numbers;
    }

    @Test
    void keyFramesAreAskedForOnceWithinTheTimeASenderNeeds() {
        StreamCodec vp8 = new StreamCodec("VP8", 90_000, "");
        IncomingSection camera = new IncomingSection("1", MediaKind.VIDEO, Map.of(96, vp8), new int[] {333}, 0, 0);
        ada.member.negotiated(time.nowNanos(), List.of(microphone(111, 111), camera), List.of());
        OutgoingSection screen = new OutgoingSection("1", MediaKind.VIDEO, 9001, Map.of(vp8, 97), 0, 0);
        eve.member.negotiated(time.nowNanos(), List.of(), List.of(slot("0", 9000, 101), screen));
        ada.send(time.nowNanos(), Packets.audio(333, 96, 1, 1, "frame"));
        writer.receiverReport(1);
        writer.pictureLossIndication(1, 9001);
        writer.fullIntraRequest(1, 9001, 4);
        eve.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        eve.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        assertThat(keyFramesAsked()).isEqualTo(1);

        time.advanceMillis(600);
        eve.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        assertThat(keyFramesAsked()).isEqualTo(2);
    }

    private int keyFramesAsked() {
        int asked = 0;
        for (ByteBuffer packet : ada.rtcp) {
            RtcpPackets packets = new RtcpPackets();
            assertThat(packets.wrap(packet, 0, packet.capacity())).isTrue();
            while (packets.next()) {
                PictureLossIndication indication = new PictureLossIndication();
                if (packets.kind() == RtcpKind.PICTURE_LOSS_INDICATION && indication.wrap(packets)) {
                    assertThat(indication.mediaSsrc()).isEqualTo(333);
                    asked++;
                }
            }
        }
        return asked;
    }

    @Test
    void manyStreamsAreReportedInAsManyDatagramsAsTheyNeed() {
        List<OutgoingSection> sections = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            RecordingMember speaker = new RecordingMember(room, time.nowNanos(), "s" + i, null);
            speaker.member.negotiated(time.nowNanos(), List.of(microphone(2_000 + i, 111)), List.of());
            sections.add(slot("m" + i, 3_000 + i, 101));
        }
        eve.member.negotiated(time.nowNanos(), List.of(), sections);
        List<Member> members = List.copyOf(room.members());
        for (Member member : members) {
            for (Publication publication : member.publications()) {
                int ssrc = publication.section().ssrcs()[0];
                ByteBuffer packet = Packets.audio(ssrc, 111, 1, 1, "x");
                member.handleRtp(time.nowNanos(), packet, 0, packet.capacity());
            }
        }
        reportsAreDue(eve);
        int reports = 0;
        for (ByteBuffer packet : eve.rtcp) {
            assertThat(packet.capacity()).isLessThanOrEqualTo(1_100);
            RtcpPackets packets = new RtcpPackets();
            assertThat(packets.wrap(packet, 0, packet.capacity())).isTrue();
            while (packets.next()) {
                reports += packets.kind() == RtcpKind.SENDER_REPORT ? 1 : 0;
            }
        }
        assertThat(reports).isEqualTo(60);
        assertThat(eve.rtcp.size()).isGreaterThan(1);
    }
}
