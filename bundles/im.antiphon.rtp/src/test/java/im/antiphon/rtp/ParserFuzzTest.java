// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No bytes make a view throw, read outside its packet or go on for ever. Each input lies between guard bytes, once on the heap and
 * once outside, and both readings must agree.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParserFuzzTest {
    private static final int ROUNDS = 60_000;
    private static final int GUARD = 5;
    private static final long SEED = Long.getLong("antiphon.seed", 20_251_122L);

    private final RtpView rtp = new RtpView();
    private final Walker compound = new Walker(new RtcpPackets());
    private final Walker reducedSize = new Walker(RtcpPackets.reducedSize());

    @Test
    void rtp() {
        Mutations.forEach(Corpus.load("rtp"), SEED, ROUNDS, bytes -> onBoth(bytes, this::walkRtp));
    }

    @Test
    void rtcp() {
        Mutations.forEach(Corpus.load("rtcp"), SEED, ROUNDS, bytes -> {
            onBoth(bytes, reducedSize::walk);
            onBoth(bytes, compound::walk);
        });
    }

    private interface Reading {
        long read(ByteBuffer buffer, int offset, int length);
    }

    private static void onBoth(byte[] bytes, Reading reading) {
        // The limit ends with the packet, so that reading beyond it throws; what lies before it changes, so that
        // reading that shows.
        ByteBuffer heap = ByteBuffer.allocate(GUARD + bytes.length);
        ByteBuffer direct = ByteBuffer.allocateDirect(2 * GUARD + bytes.length);
        heap.putInt(0, 0x80ffffff).put(GUARD, bytes);
        direct.put(2 * GUARD, bytes);
        long first = reading.read(heap, GUARD, bytes.length);
        assertThat(reading.read(direct, 2 * GUARD, bytes.length)).isEqualTo(first);
        assertThat(heap.position()).isZero();
    }

    private long walkRtp(ByteBuffer buffer, int offset, int length) {
        if (!rtp.wrap(buffer, offset, length)) {
            return rtp.dropReason().ordinal();
        }
        assertThat(rtp.headerLength() + rtp.payloadLength() + rtp.paddingLength())
                .isEqualTo(length);
        long sum = 31L * rtp.payloadType() + rtp.sequenceNumber() + rtp.timestamp() + rtp.ssrc();
        for (int i = 0; i < rtp.csrcCount(); i++) {
            sum = 31 * sum + rtp.csrc(i);
        }
        for (int id = 0; id < 256; id++) {
            int at = rtp.extensionOffset(id);
            int size = rtp.extensionLength(id);
            if (at >= 0) {
                assertThat(at - offset).isGreaterThan(RtpView.FIXED_HEADER_LENGTH);
                assertThat(at - offset + size).isLessThanOrEqualTo(rtp.headerLength());
                sum = 31 * sum + at - offset + size;
                sum += AudioLevel.read(rtp, id)
                        + AbsoluteSendTime.read(rtp, id)
                        + TransportSequenceNumber.read(rtp, id);
            }
        }
        return sum;
    }

    /** Reads all there is to read with every view. */
    private static final class Walker {
        private final RtcpPackets packets;
        private final SenderReport senderReport = new SenderReport();
        private final ReceiverReport receiverReport = new ReceiverReport();
        private final ReportBlock block = new ReportBlock();
        private final SourceDescription description = new SourceDescription();
        private final Goodbye goodbye = new Goodbye();
        private final NegativeAcknowledgement negativeAcknowledgement = new NegativeAcknowledgement();
        private final PictureLossIndication pictureLoss = new PictureLossIndication();
        private final FullIntraRequest fullIntraRequest = new FullIntraRequest();
        private final ReceiverEstimate estimate = new ReceiverEstimate();
        private final TransportFeedback transportFeedback = new TransportFeedback();
        private long sum;

        Walker(RtcpPackets packets) {
            this.packets = packets;
        }

        long walk(ByteBuffer buffer, int offset, int length) {
            sum = 0;
            if (!packets.wrap(buffer, offset, length)) {
                return packets.dropReason().ordinal();
            }
            int end = offset;
            while (packets.next()) {
                assertThat(packets.packetOffset()).isGreaterThanOrEqualTo(end);
                end = packets.packetOffset() + packets.packetLength();
                assertThat(end).isLessThanOrEqualTo(offset + length);
                visit(packets.kind());
            }
            return sum;
        }

        private void visit(RtcpKind kind) {
            switch (kind) {
                case SENDER_REPORT -> reports(senderReport);
                case RECEIVER_REPORT -> reports(receiverReport);
                case SOURCE_DESCRIPTION -> descriptions();
                case GOODBYE -> goodbyes();
                case NEGATIVE_ACKNOWLEDGEMENT -> {
                    if (negativeAcknowledgement.wrap(packets)) {
                        negativeAcknowledgement.forEachLost(this::add);
                    }
                }
                case PICTURE_LOSS_INDICATION -> add(pictureLoss.wrap(packets) ? pictureLoss.mediaSsrc() : 0);
                case FULL_INTRA_REQUEST -> {
                    for (int i = fullIntraRequest.wrap(packets) ? fullIntraRequest.entryCount() - 1 : -1; i >= 0; i--) {
                        add(fullIntraRequest.ssrc(i) + fullIntraRequest.commandSequenceNumber(i));
                    }
                }
                case RECEIVER_ESTIMATE -> {
                    if (estimate.wrap(packets)) {
                        assertThat(estimate.bitsPerSecond()).isNotNegative();
                        for (int i = 0; i < estimate.ssrcCount(); i++) {
                            add(estimate.ssrc(i));
                        }
                    }
                }
                case TRANSPORT_FEEDBACK -> feedback();
                case OTHER -> add(packets.packetType());
            }
        }

        private void reports(ReportView report) {
            for (int i = report.wrap(packets) ? report.reportCount() - 1 : -1; i >= 0; i--) {
                report.reportBlock(i, block);
                add(block.ssrc() + block.cumulativeLost() + block.delaySinceLastSenderReport());
            }
        }

        private void descriptions() {
            if (description.wrap(packets)) {
                while (description.nextChunk()) {
                    while (description.nextItem()) {
                        add(description.itemText().hashCode());
                    }
                }
                add(description.canonicalName(description.ssrc()) == null ? 1 : 2);
            }
        }

        private void goodbyes() {
            if (goodbye.wrap(packets)) {
                String reason = goodbye.reason();
                add(reason == null ? 0 : reason.hashCode());
                for (int i = 0; i < goodbye.ssrcCount(); i++) {
                    add(goodbye.ssrc(i));
                }
            }
        }

        private void feedback() {
            if (transportFeedback.wrap(packets)) {
                int count = 0;
                while (transportFeedback.next()) {
                    count++;
                    add(transportFeedback.received() ? (int) transportFeedback.nanosSinceReference() : 1);
                }
                assertThat(count).isEqualTo(transportFeedback.packetStatusCount());
            }
        }

        private void add(int value) {
            sum = 31 * sum + value;
        }
    }
}
