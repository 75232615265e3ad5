// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import im.antiphon.testkit.Hex;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** What runs for every packet allocates nothing: 0 bytes per operation, measured by the JVM's own account of this thread. */
class AllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int ITERATIONS = 100_000;
    /** For the measuring itself; far below one byte per operation. */
    private static final long TOLERANCE_BYTES = 4096;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long sink;

    private void allocatesNothing(IntToLongFunction operation) {
        for (int i = 0; i < WARM_UP; i++) {
            sink += operation.applyAsLong(i);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ITERATIONS; i++) {
            sink += operation.applyAsLong(i);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated)
                .as("bytes in %d operations, sum %d", ITERATIONS, sink)
                .isLessThan(TOLERANCE_BYTES);
    }

    @Test
    void readingAndRewritingRtp() {
        byte[] bytes =
                Hex.parse("906f7d04bee27c7534aefa1dbede0003220ae82131304a10ff0000007807c979c8c957c0a21223faef67f32e");
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] mid = {'0'};
        RtpView view = new RtpView();
        allocatesNothing(i -> {
            if (PacketKind.of(buffer, 0, bytes.length) != PacketKind.RTP || !view.wrap(buffer, 0, bytes.length)) {
                throw new AssertionError("not RTP");
            }
            view.sequenceNumber(i & 0xffff);
            view.ssrc(i);
            view.marker((i & 1) == 0);
            return view.payloadType()
                    + view.timestamp()
                    + view.payloadOffset()
                    + view.payloadLength()
                    + AudioLevel.read(view, 1)
                    + AbsoluteSendTime.read(view, 2)
                    + TransportSequenceNumber.read(view, 3)
                    + (SdesText.matches(view, 4, mid) ? 1 : 0);
        });
    }

    @Test
    void writingAHeaderWithExtensions() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64);
        byte[] mid = {'0'};
        RtpView view = new RtpView();
        HeaderExtensionWriter writer = new HeaderExtensionWriter();
        allocatesNothing(i -> {
            view.create(buffer, 0, 12);
            view.timestamp(i);
            writer.begin(buffer, 0);
            writer.add(1, mid);
            writer.add8(2, AudioLevel.encode(true, i & 127));
            writer.add24(3, AbsoluteSendTime.ofNanos(i));
            writer.add16(4, i);
            return writer.end();
        });
    }

    @Test
    void readingEveryKindOfRtcp() {
        byte[] bytes = Hex.parse("81c8000c 11111111 e000000080000000 00010203 0000000a 00000640"
                + "22222222 0cffffff 00010005 00000014 12345678 00010000"
                + "81ca0003 11111111 01 04 6e616d65 0000 81cd0003 11111111 22222222 fff08001"
                + "81ce0002 11111111 22222222 84ce0004 11111111 00000000 22222222 07000000"
                + "8fce0005 11111111 00000000 52454d42 0111d6d8 22222222"
                + "8fcd0007 16ca50ce ae657257 0a74000a 053f58bb 200ae000040000000000 1400 81cb0001 11111111");
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        RtcpPackets packets = new RtcpPackets();
        SenderReport report = new SenderReport();
        ReportBlock block = new ReportBlock();
        SourceDescription description = new SourceDescription();
        NegativeAcknowledgement request = new NegativeAcknowledgement();
        ReceiverEstimate estimate = new ReceiverEstimate();
        TransportFeedback feedback = new TransportFeedback();
        IntConsumer lost = number -> sink += number;
        allocatesNothing(i -> {
            if (!packets.wrap(buffer, 0, bytes.length)) {
                throw new AssertionError(packets.dropReason());
            }
            long sum = 0;
            while (packets.next()) {
                if (report.wrap(packets)) {
                    report.reportBlock(0, block);
                    sum += report.ntpTimestamp() + block.jitter();
                } else if (description.wrap(packets)) {
                    while (description.nextChunk() && description.nextItem()) {
                        sum += description.itemOffset();
                    }
                } else if (request.wrap(packets)) {
                    request.forEachLost(lost);
                } else if (estimate.wrap(packets)) {
                    sum += estimate.bitsPerSecond();
                } else if (feedback.wrap(packets)) {
                    while (feedback.next()) {
                        sum += feedback.nanosSinceReference();
                    }
                }
            }
            return sum;
        });
    }

    @Test
    void bookkeepingAndFeedback() {
        ByteBuffer buffer = ByteBuffer.allocate(1200);
        RtcpWriter writer = new RtcpWriter();
        ReportBlock block = new ReportBlock();
        ReceptionStatistics statistics = new ReceptionStatistics(48_000);
        SequenceExtender extender = new SequenceExtender();
        TransportFeedbackRecorder recorder = new TransportFeedbackRecorder();
        byte[] name = {'n', 'a', 'm', 'e'};
        int[] lost = {1, 2, 40};
        allocatesNothing(i -> {
            long now = i * 20_000_000L;
            statistics.onPacket(now, i & 0xffff, i * 960, 100);
            recorder.onPacket(now, i & 0xffff);
            extender.extend(i & 0xffff);
            if (i % 5 == 0) {
                writer.begin(buffer, 0, 1200);
                writer.receiverReport(1);
                writer.reportBlock(block);
                statistics.report(now, block);
                writer.sourceDescription(1, name);
                writer.negativeAcknowledgement(1, 2, lost, 3);
                writer.receiverEstimate(1, 64_000, lost, 1);
                recorder.write(writer, 1200 - writer.length(), 1, 2);
            }
            return writer.length();
        });
    }
}
