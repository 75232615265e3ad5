// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.testkit.Hex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets captured from browsers and gateways (corpus/rtcp/README.md), and malformed ones made by hand. */
class RtcpViewTest {
    private final RtcpPackets packets = RtcpPackets.reducedSize();

    private RtcpPackets first(String hex) {
        byte[] bytes = Hex.parse(hex);
        assertThat(packets.wrap(ByteBuffer.wrap(bytes), 0, bytes.length)).isTrue();
        assertThat(packets.next()).isTrue();
        return packets;
    }

    private void refuses(RtcpView view, String hex, DropReason reason) {
        assertThat(view.wrap(first(hex))).as(hex).isFalse();
        assertThat(view.dropReason()).isEqualTo(reason);
    }

    @Test
    void readsASenderReportAndADescription() {
        SenderReport report = new SenderReport();
        assertThat(report.wrap(first("80c80006ae657257dfc3a53f2e830a0ba217b283000046c3012cae52"
                        + "81ca0006ae6572570110484949334d4f6d6d6e694f792b7066700000")))
                .isTrue();
        assertThat(report.ssrc()).isEqualTo(0xae657257);
        assertThat(report.ntpTimestamp()).isEqualTo(0xdfc3a53f2e830a0bL);
        assertThat(report.rtpTimestamp()).isEqualTo(0xa217b283);
        assertThat(report.packetCount()).isEqualTo(0x46c3);
        assertThat(report.octetCount()).isEqualTo(0x012cae52);
        assertThat(report.reportCount()).isZero();

        SourceDescription description = new SourceDescription();
        assertThat(packets.next()).isTrue();
        assertThat(description.wrap(packets)).isTrue();
        assertThat(description.canonicalName(0xae657257)).isEqualTo("HII3MOmmniOy+pfp");
        assertThat(description.canonicalName(1)).isNull();
    }

    @Test
    void readsAReceiverReportAndAnEstimate() {
        ReceiverReport report = new ReceiverReport();
        assertThat(report.wrap(first("81c9000700000001f2892c59000000000000be37000001d62c1af80c00005728"
                        + "8fce0005000000010000000052454d420112a994f2892c59")))
                .isTrue();
        ReportBlock block = new ReportBlock();
        report.reportBlock(0, block);
        assertThat(block.ssrc()).isEqualTo(0xf2892c59);
        assertThat(block.fractionLost()).isZero();
        assertThat(block.cumulativeLost()).isZero();
        assertThat(block.extendedHighestSequenceNumber()).isEqualTo(0xbe37);
        assertThat(block.jitter()).isEqualTo(0x1d6);
        assertThat(block.lastSenderReport()).isEqualTo(0x2c1af80c);
        assertThat(block.delaySinceLastSenderReport()).isEqualTo(0x5728);
        assertThatThrownBy(() -> report.reportBlock(1, block)).isInstanceOf(IllegalArgumentException.class);

        ReceiverEstimate estimate = new ReceiverEstimate();
        assertThat(packets.next()).isTrue();
        assertThat(estimate.wrap(packets)).isTrue();
        // exponent 4, mantissa 0x2a994
        assertThat(estimate.bitsPerSecond()).isEqualTo(0x2a994L << 4);
        assertThat(estimate.ssrcCount()).isEqualTo(1);
        assertThat(estimate.ssrc(0)).isEqualTo(0xf2892c59);
    }

    @Test
    void readsATransportFeedback() {
        TransportFeedback feedback = new TransportFeedback();
        assertThat(feedback.wrap(first("8fcd000716ca50ceae6572570a74000a053f58bb200ae0000400000000001400")))
                .isTrue();
        assertThat(feedback.senderSsrc()).isEqualTo(0x16ca50ce);
        assertThat(feedback.mediaSsrc()).isEqualTo(0xae657257);
        assertThat(feedback.baseSequenceNumber()).isEqualTo(0x0a74);
        assertThat(feedback.packetStatusCount()).isEqualTo(10);
        assertThat(feedback.referenceTime()).isEqualTo(0x053f58);
        assertThat(feedback.feedbackPacketCount()).isEqualTo(0xbb);
        List<Long> ticks = new ArrayList<>();
        while (feedback.next()) {
            assertThat(feedback.received()).isTrue();
            assertThat(feedback.sequenceNumber()).isEqualTo(0x0a74 + ticks.size());
            ticks.add(feedback.nanosSinceReference() / TransportFeedback.DELTA_TICK_NANOS);
        }
        assertThat(ticks).containsExactly(224L, 224L, 228L, 228L, 228L, 228L, 228L, 228L, 248L, 248L);
    }

    @Test
    void readsEveryKindOfStatusChunk() {
        TransportFeedback feedback = new TransportFeedback();
        // run of 3 lost, one-bit vector 1 1 0..., two-bit vector 2 0 1
        assertThat(feedback.wrap(first("8fcd0007 11111111 22222222 fffe0014 ffffff03 0003 b000 e100 04 05 ff38 01 00")))
                .isTrue();
        List<String> read = new ArrayList<>();
        while (feedback.next()) {
            if (feedback.received()) {
                read.add(feedback.sequenceNumber() + "@"
                        + feedback.nanosSinceReference() / TransportFeedback.DELTA_TICK_NANOS);
            }
        }
        assertThat(read).containsExactly("1@4", "2@9", "15@-191", "17@-190");
        assertThat(feedback.sequenceNumber()).isEqualTo(17);
        assertThat(feedback.referenceTime()).isEqualTo(0xffffff);
    }

    @Test
    void refusesTransportFeedbackThatDoesNotAddUp() {
        TransportFeedback feedback = new TransportFeedback();
        refuses(feedback, "8fcd0003 11111111 22222222 00010001", DropReason.BAD_LENGTH);
        refuses(feedback, "8fcd0004 11111111 22222222 00010001 00000103", DropReason.BAD_LENGTH);
        refuses(feedback, "8fcd0005 11111111 22222222 00010000 00000103 20010000", DropReason.PROTOCOL_VIOLATION);
        refuses(feedback, "8fcd0005 11111111 22222222 0001000e 00000103 200e0404", DropReason.BAD_LENGTH);
        refuses(feedback, "8fcd0005 11111111 22222222 00010001 00000103 60010404", DropReason.PROTOCOL_VIOLATION);
        refuses(feedback, "8fcd0005 11111111 22222222 00010001 00000103 f0000404", DropReason.PROTOCOL_VIOLATION);
        refuses(feedback, "8fcd0005 11111111 22222222 00010001 00000103 20002000", DropReason.BAD_LENGTH);
    }

    @Test
    void readsANegativeAcknowledgement() {
        NegativeAcknowledgement request = new NegativeAcknowledgement();
        assertThat(request.wrap(first("81cd00035bf5b77db075af13a84f0008"))).isTrue();
        List<Integer> lost = new ArrayList<>();
        request.forEachLost(lost::add);
        assertThat(lost).containsExactly(0xa84f, 0xa853);
        assertThat(request.mediaSsrc()).isEqualTo(0xb075af13);
    }

    @Test
    void negativeAcknowledgementsGoOnAcrossTheWrap() {
        NegativeAcknowledgement request = new NegativeAcknowledgement();
        assertThat(request.wrap(first("81cd0003 11111111 22222222 fff08001"))).isTrue();
        List<Integer> lost = new ArrayList<>();
        request.forEachLost(lost::add);
        assertThat(lost).containsExactly(0xfff0, 0xfff1, 0);
        refuses(request, "81cd0002 11111111 22222222", DropReason.BAD_LENGTH);
    }

    @Test
    void readsKeyFrameRequests() {
        FullIntraRequest full = new FullIntraRequest();
        assertThat(full.wrap(first("84ce00048c08a05df310a866f310a8660a000000"))).isTrue();
        assertThat(full.entryCount()).isEqualTo(1);
        assertThat(full.ssrc(0)).isEqualTo(0xf310a866);
        assertThat(full.commandSequenceNumber(0)).isEqualTo(10);
        refuses(full, "84ce0003 11111111 00000000 22222222", DropReason.BAD_LENGTH);

        PictureLossIndication loss = new PictureLossIndication();
        assertThat(loss.wrap(first("81ce0002 11111111 22222222"))).isTrue();
        assertThat(loss.senderSsrc()).isEqualTo(0x11111111);
        assertThat(loss.mediaSsrc()).isEqualTo(0x22222222);
        refuses(loss, "81ce0001 11111111", DropReason.BAD_LENGTH);
    }

    @Test
    void anEstimateBeyondAllMeasureIsTheMost() {
        ReceiverEstimate estimate = new ReceiverEstimate();
        assertThat(estimate.wrap(first("8fce0004 11111111 00000000 52454d42 00ffffff")))
                .isTrue();
        assertThat(estimate.bitsPerSecond()).isEqualTo(Long.MAX_VALUE);
        assertThat(estimate.wrap(first("8fce0004 11111111 00000000 52454d42 00fc0000")))
                .isTrue();
        assertThat(estimate.bitsPerSecond()).isZero();
        refuses(estimate, "8fce0004 11111111 00000000 52454d42 01000001", DropReason.BAD_LENGTH);
    }

    @Test
    void walksSeveralSourcesAndTheirItems() {
        SourceDescription description = new SourceDescription();
        assertThat(description.wrap(
                        first("82ca0007 11111111 01 02 6162 02 00 07 01 63 00 0000 22222222 01 01 64 00 00000000")))
                .isTrue();
        assertThat(description.chunkCount()).isEqualTo(2);
        assertThat(description.nextChunk()).isTrue();
        assertThat(description.nextItem()).isTrue();
        assertThat(description.itemType()).isEqualTo(SourceDescription.CNAME);
        assertThat(description.itemText()).isEqualTo("ab");
        assertThat(description.nextChunk()).isTrue();
        assertThat(description.ssrc()).isEqualTo(0x22222222);
        assertThat(description.nextItem()).isTrue();
        assertThat(description.itemText()).isEqualTo("d");
        assertThat(description.nextItem()).isFalse();
        assertThat(description.nextItem()).isFalse();
        assertThat(description.nextChunk()).isFalse();
        assertThat(description.canonicalName(0x22222222)).isEqualTo("d");
        assertThat(description.canonicalName(0x11111111)).isEqualTo("ab");
    }

    @Test
    void refusesDescriptionsWithoutAnEnd() {
        SourceDescription description = new SourceDescription();
        refuses(description, "81ca0000", DropReason.BAD_LENGTH);
        refuses(description, "81ca0001 11111111", DropReason.BAD_LENGTH);
        refuses(description, "81ca0002 11111111 01 02 6162", DropReason.BAD_LENGTH);
        refuses(description, "81ca0002 11111111 01 ff 6162", DropReason.BAD_LENGTH);
        refuses(description, "82ca0002 11111111 00000000", DropReason.BAD_LENGTH);
    }

    @Test
    void readsAGoodbye() {
        Goodbye goodbye = new Goodbye();
        assertThat(goodbye.wrap(first("82cb0004 11111111 22222222 06 6c6f756e6765 00")))
                .isTrue();
        assertThat(goodbye.ssrcCount()).isEqualTo(2);
        assertThat(goodbye.ssrc(1)).isEqualTo(0x22222222);
        assertThat(goodbye.reason()).isEqualTo("lounge");
        assertThat(goodbye.wrap(first("81cb00011ca57379"))).isTrue();
        assertThat(goodbye.reason()).isNull();
        refuses(goodbye, "82cb0001 11111111", DropReason.BAD_LENGTH);
        refuses(goodbye, "81cb0002 11111111 04616263", DropReason.BAD_LENGTH);
    }

    @Test
    void refusesReportsWithFewerBlocksThanAnnounced() {
        refuses(new SenderReport(), "80c80001 11111111", DropReason.BAD_LENGTH);
        refuses(new ReceiverReport(), "81c90001 11111111", DropReason.BAD_LENGTH);
    }

    @Test
    void aViewOfAnotherKindRefuses() {
        refuses(new SenderReport(), "80c90001 11111111", DropReason.PROTOCOL_VIOLATION);
    }
}
