// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.load.VoiceStatistics.RemoteReport;
import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.Goodbye;
import im.antiphon.rtp.NegativeAcknowledgement;
import im.antiphon.rtp.NtpTime;
import im.antiphon.rtp.ReceiverReport;
import im.antiphon.rtp.ReportBlock;
import im.antiphon.rtp.ReportView;
import im.antiphon.rtp.RtcpPackets;
import im.antiphon.rtp.RtcpWriter;
import im.antiphon.rtp.SenderReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A peer's RTCP: reports every second or so, and what the server's say. Confined to one thread. */
final class VoiceReports {
    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final VoiceSender sender;
    private final VoiceReceiver receiver;
    private final RandomGenerator random;
    private final byte[] cname;
    private final long wallClockOffsetNanos;
    private final RtcpWriter writer = new RtcpWriter();
    private final RtcpPackets packets = RtcpPackets.reducedSize();
    private final SenderReport senderReport = new SenderReport();
    private final ReceiverReport receiverReport = new ReceiverReport();
    private final Goodbye goodbye = new Goodbye();
    private final NegativeAcknowledgement negativeAcknowledgement = new NegativeAcknowledgement();
    private final ReportBlock block = new ReportBlock();

    private RemoteReport remote = RemoteReport.NONE;
    private long nextNanos = Long.MAX_VALUE;

    /** @param wallClockOffsetNanos what, added to {@code nowNanos}, gives nanoseconds since 1970 */
    VoiceReports(
            VoiceSender sender,
            VoiceReceiver receiver,
            RandomGenerator random,
            String cname,
            long wallClockOffsetNanos) {
        this.sender = sender;
        this.receiver = receiver;
        this.random = random;
        this.cname = cname.getBytes(StandardCharsets.UTF_8);
        this.wallClockOffsetNanos = wallClockOffsetNanos;
    }

    void start(long nowNanos) {
        schedule(nowNanos);
    }

    /** Half to one and a half of the interval (RFC 3550, section 6.2). */
    private void schedule(long nowNanos) {
        nextNanos = nowNanos + (long) (INTERVAL_NANOS * (0.5 + random.nextDouble()));
    }

    long nextTimeoutNanos() {
        return nextNanos;
    }

    /** Writes the report that is due; returns its length. */
    int write(long nowNanos, ByteBuffer buffer, int capacity) {
        schedule(nowNanos);
        begin(nowNanos, buffer, capacity);
        for (ReceivedSource source : receiver.sources()) {
            if (!writer.reportBlock(block)) {
                break;
            }
            block.ssrc(source.ssrc);
            source.reception.report(nowNanos, block);
        }
        writer.sourceDescription(sender.ssrc, cname);
        return writer.length();
    }

    /** Writes the last packet; returns its length. */
    int writeGoodbye(long nowNanos, ByteBuffer buffer, int capacity) {
        begin(nowNanos, buffer, capacity);
        writer.sourceDescription(sender.ssrc, cname);
        writer.goodbye(sender.ssrc);
        return writer.length();
    }

    private void begin(long nowNanos, ByteBuffer buffer, int capacity) {
        writer.begin(buffer, 0, capacity);
        if (sender.sent() == 0) {
            writer.receiverReport(sender.ssrc);
        } else {
            writer.senderReport(
                    sender.ssrc,
                    NtpTime.ofEpochNanos(nowNanos + wallClockOffsetNanos),
                    sender.timestampAt(nowNanos),
                    (int) sender.sent(),
                    sender.octets());
        }
    }

    /**
     * Reads what has come.
     *
     * @param askedAgain is given the sequence numbers of our packets that the server misses
     * @return why it was of no use, or null
     */
    @Nullable
    DropReason handle(long nowNanos, ByteBuffer buffer, int offset, int length, IntConsumer askedAgain) {
        if (!packets.wrap(buffer, offset, length)) {
            return packets.dropReason();
        }
        while (packets.next()) {
            switch (packets.kind()) {
                case SENDER_REPORT -> {
                    if (senderReport.wrap(packets)) {
                        ReceivedSource source = receiver.source(senderReport.ssrc());
                        if (source != null) {
                            source.reception.onSenderReport(nowNanos, senderReport.ntpTimestamp());
                        }
                        read(nowNanos, senderReport);
                    }
                }
                case RECEIVER_REPORT -> {
                    if (receiverReport.wrap(packets)) {
                        read(nowNanos, receiverReport);
                    }
                }
                case GOODBYE -> {
                    if (goodbye.wrap(packets)) {
                        readGoodbye();
                    }
                }
                case NEGATIVE_ACKNOWLEDGEMENT -> {
                    if (negativeAcknowledgement.wrap(packets) && negativeAcknowledgement.mediaSsrc() == sender.ssrc) {
                        negativeAcknowledgement.forEachLost(askedAgain);
                    }
                }
                default -> {
                    // Nothing that a voice without picture and bandwidth estimation would heed.
                }
            }
        }
        return null;
    }

    private void read(long nowNanos, ReportView report) {
        for (int i = 0; i < report.reportCount(); i++) {
            report.reportBlock(i, block);
            if (block.ssrc() == sender.ssrc) {
                int now = NtpTime.middle(NtpTime.ofEpochNanos(nowNanos + wallClockOffsetNanos));
                remote = new RemoteReport(
                        remote.reports() + 1,
                        block.fractionLost(),
                        block.cumulativeLost(),
                        NtpTime.roundTripNanos(now, block.lastSenderReport(), block.delaySinceLastSenderReport()));
            }
        }
    }

    private void readGoodbye() {
        for (int i = 0; i < goodbye.ssrcCount(); i++) {
            ReceivedSource source = receiver.source(goodbye.ssrc(i));
            if (source != null) {
                source.ended();
            }
        }
    }

    RemoteReport remote() {
        return remote;
    }
}
