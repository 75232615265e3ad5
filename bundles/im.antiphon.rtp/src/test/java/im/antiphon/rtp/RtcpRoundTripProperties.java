// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class RtcpRoundTripProperties {
    private static final int OFFSET = 7;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    private final RtcpWriter writer = new RtcpWriter();
    private final RtcpPackets packets = RtcpPackets.reducedSize();

    private void begin() {
        writer.begin(buffer, OFFSET, buffer.capacity() - OFFSET);
    }

    private void read() {
        assertThat(writer.length() % 4).isZero();
        assertThat(packets.wrap(buffer, OFFSET, writer.length())).isTrue();
    }

    private void next(RtcpView view) {
        assertThat(packets.next()).isTrue();
        assertThat(view.wrap(packets)).isTrue();
    }

    @Property(tries = 300)
    void reports(
            @ForAll int ssrc,
            @ForAll long ntp,
            @ForAll int rtp,
            @ForAll int sent,
            @ForAll @IntRange(max = 31) int blocks,
            @ForAll @IntRange(max = 255) int fraction,
            @ForAll @IntRange(min = -0x800000, max = 0x7fffff) int lost) {
        begin();
        ReportBlock block = new ReportBlock();
        assertThat(writer.senderReport(ssrc, ntp, rtp, sent, ~sent)).isTrue();
        for (int i = 0; i < blocks; i++) {
            assertThat(writer.reportBlock(block)).isTrue();
            block.ssrc(ssrc + i);
            block.cumulativeLost(lost);
            block.fractionLost(fraction);
            block.extendedHighestSequenceNumber(rtp);
            block.jitter(sent);
            block.lastSenderReport(NtpTime.middle(ntp));
            block.delaySinceLastSenderReport(i);
        }
        assertThat(writer.receiverReport(~ssrc)).isTrue();

        read();
        SenderReport report = new SenderReport();
        next(report);
        assertThat(report.ssrc()).isEqualTo(ssrc);
        assertThat(report.ntpTimestamp()).isEqualTo(ntp);
        assertThat(report.rtpTimestamp()).isEqualTo(rtp);
        assertThat(report.packetCount()).isEqualTo(sent);
        assertThat(report.octetCount()).isEqualTo(~sent);
        assertThat(report.reportCount()).isEqualTo(blocks);
        for (int i = 0; i < blocks; i++) {
            report.reportBlock(i, block);
            assertThat(block.ssrc()).isEqualTo(ssrc + i);
            assertThat(block.cumulativeLost()).isEqualTo(lost);
            assertThat(block.fractionLost()).isEqualTo(fraction);
            assertThat(block.extendedHighestSequenceNumber()).isEqualTo(rtp);
            assertThat(block.jitter()).isEqualTo(sent);
            assertThat(block.lastSenderReport()).isEqualTo(NtpTime.middle(ntp));
            assertThat(block.delaySinceLastSenderReport()).isEqualTo(i);
        }
        ReceiverReport receiverReport = new ReceiverReport();
        next(receiverReport);
        assertThat(receiverReport.ssrc()).isEqualTo(~ssrc);
        assertThat(packets.next()).isFalse();
    }

    @Property(tries = 300)
    void descriptionsAndGoodbyes(@ForAll int ssrc, @ForAll @StringLength(max = 60) String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String known = new String(bytes, StandardCharsets.UTF_8);
        begin();
        assertThat(writer.sourceDescription(ssrc, bytes)).isTrue();
        assertThat(writer.goodbye(ssrc)).isTrue();
        assertThat(writer.goodbye(ssrc, bytes)).isTrue();

        read();
        SourceDescription description = new SourceDescription();
        next(description);
        assertThat(description.canonicalName(ssrc)).isEqualTo(known);
        Goodbye goodbye = new Goodbye();
        next(goodbye);
        assertThat(goodbye.ssrc(0)).isEqualTo(ssrc);
        assertThat(goodbye.reason()).isNull();
        next(goodbye);
        assertThat(goodbye.reason()).isEqualTo(known);
    }

    @Property(tries = 500)
    void negativeAcknowledgements(
            @ForAll @IntRange(max = 65535) int base,
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 300) Integer> gaps) {
        TreeSet<Integer> offsets = new TreeSet<>(gaps);
        int[] lost = offsets.stream().mapToInt(offset -> base + offset & 0xffff).toArray();
        begin();
        assertThat(writer.negativeAcknowledgement(1, 2, lost, lost.length)).isTrue();

        read();
        NegativeAcknowledgement view = new NegativeAcknowledgement();
        next(view);
        List<Integer> read = new ArrayList<>();
        view.forEachLost(read::add);
        assertThat(read)
                .containsExactlyElementsOf(
                        offsets.stream().map(offset -> base + offset & 0xffff).toList());
        assertThat(view.senderSsrc()).isEqualTo(1);
        assertThat(view.mediaSsrc()).isEqualTo(2);
    }

    @Property(tries = 300)
    void keyFrameRequests(@ForAll int sender, @ForAll int media, @ForAll @IntRange(max = 255) int number) {
        begin();
        assertThat(writer.pictureLossIndication(sender, media)).isTrue();
        assertThat(writer.fullIntraRequest(sender, media, number)).isTrue();

        read();
        PictureLossIndication loss = new PictureLossIndication();
        next(loss);
        assertThat(loss.senderSsrc()).isEqualTo(sender);
        assertThat(loss.mediaSsrc()).isEqualTo(media);
        FullIntraRequest request = new FullIntraRequest();
        next(request);
        assertThat(request.senderSsrc()).isEqualTo(sender);
        assertThat(request.entryCount()).isEqualTo(1);
        assertThat(request.ssrc(0)).isEqualTo(media);
        assertThat(request.commandSequenceNumber(0)).isEqualTo(number);
    }

    @Property(tries = 300)
    void estimatesKeepTheirUpper18Bits(
            @ForAll @LongRange(min = 0) long bitsPerSecond, @ForAll @Size(max = 20) int[] ssrcs) {
        begin();
        assertThat(writer.receiverEstimate(9, bitsPerSecond, ssrcs, ssrcs.length))
                .isTrue();

        read();
        ReceiverEstimate estimate = new ReceiverEstimate();
        next(estimate);
        long read = estimate.bitsPerSecond();
        assertThat(read).isLessThanOrEqualTo(bitsPerSecond);
        assertThat(bitsPerSecond - read).isLessThanOrEqualTo(bitsPerSecond >>> 17);
        assertThat(estimate.ssrcCount()).isEqualTo(ssrcs.length);
        for (int i = 0; i < ssrcs.length; i++) {
            assertThat(estimate.ssrc(i)).isEqualTo(ssrcs[i]);
        }
    }

    @Property(tries = 500)
    void everyRoomTooSmallIsLeftAlone(@ForAll @IntRange(max = 120) int room) {
        int[] lost = {1, 50, 100};
        TransportFeedbackBuilder statuses = new TransportFeedbackBuilder(10);
        statuses.begin(1, 2, 3);
        statuses.received(4);
        for (int i = 0; i < 128; i++) {
            buffer.put(i, (byte) 0x5a);
        }
        writer.begin(buffer, 0, room);
        ReportBlock block = new ReportBlock();
        int written = 0;
        written += writer.senderReport(1, 2, 3, 4, 5) ? 1 : 0;
        if (written == 1) {
            writer.reportBlock(block);
        }
        written += writer.transportFeedback(1, 2, statuses) ? 1 : 0;
        written += writer.negativeAcknowledgement(1, 2, lost, 3) ? 1 : 0;
        written += writer.sourceDescription(1, new byte[5]) ? 1 : 0;
        written += writer.goodbye(1, new byte[2]) ? 1 : 0;
        written += writer.goodbye(1) ? 1 : 0;
        assertThat(writer.length()).isLessThanOrEqualTo(room);
        for (int i = writer.length(); i < 128; i++) {
            assertThat(buffer.get(i)).isEqualTo((byte) 0x5a);
        }
        if (written > 0) {
            assertThat(packets.wrap(buffer, 0, writer.length())).isTrue();
        }
        for (int i = 0; i < written; i++) {
            assertThat(packets.next()).isTrue();
        }
        assertThat(packets.next()).isFalse();
    }

    @Example
    void aReportHolds31Blocks() {
        begin();
        ReportBlock block = new ReportBlock();
        assertThat(writer.receiverReport(1)).isTrue();
        for (int i = 0; i < 31; i++) {
            assertThat(writer.reportBlock(block)).isTrue();
        }
        assertThat(writer.reportBlock(block)).isFalse();
    }

    @Example
    void aBlockNeedsAReport() {
        begin();
        writer.goodbye(1);
        assertThatThrownBy(() -> writer.reportBlock(new ReportBlock())).isInstanceOf(IllegalStateException.class);
    }
}
