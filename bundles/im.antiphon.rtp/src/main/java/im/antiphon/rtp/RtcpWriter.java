// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.ByteBuffer;

/**
 * Writes RTCP packets one behind the other into one datagram. Each method writes a whole packet and returns true, or finds too
 * little room, writes nothing and returns false; what is already there stays a valid datagram. Reused, allocates nothing, confined
 * to one event loop.
 *
 * <p>A compound packet begins with a report and a description (RFC 3550, section 6.1); only where {@code a=rtcp-rsize} was
 * negotiated may feedback stand alone (RFC 5506). The writer leaves that order to its caller.
 */
public final class RtcpWriter {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int MOST_REPORTS = 31;
    private static final int LONGEST_TEXT = 255;
    private static final int BITS_AFTER_PACKET_ID = 16;

    private ByteBuffer buffer = NOTHING;
    private int start;
    private int end;
    private int position;
    private int reportOffset = -1;

    /** Starts a datagram of at most {@code capacity} bytes. */
    public void begin(ByteBuffer buffer, int offset, int capacity) {
        Checks.bytes(buffer, offset, capacity);
        this.buffer = buffer;
        this.start = offset;
        this.end = offset + capacity;
        this.position = offset;
        this.reportOffset = -1;
    }

    /** Of the datagram so far, in bytes. */
    public int length() {
        return position - start;
    }

    /** A sender report without blocks; {@link #reportBlock} adds them. */
    public boolean senderReport(int ssrc, long ntpTimestamp, int rtpTimestamp, int packetCount, int octetCount) {
        int packet = open(RtcpKind.SENDER_REPORT, 0, SenderReport.LENGTH);
        if (packet < 0) {
            return false;
        }
        reportOffset = packet;
        buffer.putInt(packet + 4, ssrc);
        buffer.putLong(packet + 8, ntpTimestamp);
        buffer.putInt(packet + 16, rtpTimestamp);
        buffer.putInt(packet + 20, packetCount);
        buffer.putInt(packet + 24, octetCount);
        return true;
    }

    /** A receiver report without blocks; {@link #reportBlock} adds them. */
    public boolean receiverReport(int ssrc) {
        int packet = open(RtcpKind.RECEIVER_REPORT, 0, ReceiverReport.LENGTH);
        if (packet < 0) {
            return false;
        }
        reportOffset = packet;
        buffer.putInt(packet + 4, ssrc);
        return true;
    }

    /**
     * Adds a block of zeros to the report just written and lays {@code block} over it, for its setters or
     * {@link ReceptionStatistics#report} to fill in. A report holds 31 blocks; more need another report.
     *
     * @throws IllegalStateException if the last packet written is not a report
     */
    public boolean reportBlock(ReportBlock block) {
        if (reportOffset < 0) {
            throw new IllegalStateException("last packet: no report (expected: a sender or receiver report)");
        }
        int count = buffer.get(reportOffset) & 0x1f;
        if (count == MOST_REPORTS || ReportBlock.LENGTH > end - position) {
            return false;
        }
        for (int i = 0; i < ReportBlock.LENGTH; i += 8) {
            buffer.putLong(position + i, 0);
        }
        block.wrap(buffer, position);
        position += ReportBlock.LENGTH;
        buffer.put(reportOffset, (byte) (0x80 | count + 1));
        buffer.putShort(reportOffset + 2, (short) ((position - reportOffset) / 4 - 1));
        return true;
    }

    /**
     * A description of one source.
     *
     * @param canonicalName UTF-8, at most 255 bytes
     */
    public boolean sourceDescription(int ssrc, byte[] canonicalName) {
        Checks.range("canonicalName.length", canonicalName.length, 0, LONGEST_TEXT);
        // Header, source, item header, text, and at least one zero.
        int packet = open(RtcpKind.SOURCE_DESCRIPTION, 1, words(4 + 4 + 2 + canonicalName.length + 1));
        if (packet < 0) {
            return false;
        }
        buffer.putInt(packet + 4, ssrc);
        buffer.put(packet + 8, (byte) SourceDescription.CNAME);
        buffer.put(packet + 9, (byte) canonicalName.length);
        putText(packet + 10, canonicalName);
        return true;
    }

    /** The end of one source, without a reason. */
    public boolean goodbye(int ssrc) {
        int packet = open(RtcpKind.GOODBYE, 1, 8);
        if (packet < 0) {
            return false;
        }
        buffer.putInt(packet + 4, ssrc);
        return true;
    }

    /** @param reason UTF-8, at most 255 bytes */
    public boolean goodbye(int ssrc, byte[] reason) {
        Checks.range("reason.length", reason.length, 0, LONGEST_TEXT);
        int packet = open(RtcpKind.GOODBYE, 1, words(8 + 1 + reason.length));
        if (packet < 0) {
            return false;
        }
        buffer.putInt(packet + 4, ssrc);
        buffer.put(packet + 8, (byte) reason.length);
        putText(packet + 9, reason);
        return true;
    }

    private void putText(int at, byte[] text) {
        buffer.put(at, text, 0, text.length);
        for (int i = at + text.length; i < position; i++) {
            buffer.put(i, (byte) 0);
        }
    }

    /**
     * Asks for packets again, up to 17 per entry.
     *
     * @param sequenceNumbers 0..65535, best in ascending order across the wrap: what fits the entry before it costs nothing
     * @param count how many of them count, at least 1
     */
    public boolean negativeAcknowledgement(int senderSsrc, int mediaSsrc, int[] sequenceNumbers, int count) {
        Checks.range("count", count, 1, sequenceNumbers.length);
        int entries = 0;
        for (int i = 0; i < count; i = endOfEntry(sequenceNumbers, count, i)) {
            entries++;
        }
        int packet = openFeedback(
                RtcpKind.NEGATIVE_ACKNOWLEDGEMENT,
                NegativeAcknowledgement.ENTRY_LENGTH * entries,
                senderSsrc,
                mediaSsrc);
        if (packet < 0) {
            return false;
        }
        int entry = packet + FeedbackView.HEADER_LENGTH;
        for (int i = 0; i < count; ) {
            int next = endOfEntry(sequenceNumbers, count, i);
            int bitmask = 0;
            for (int j = i + 1; j < next; j++) {
                bitmask |= 1 << distance(sequenceNumbers[i], sequenceNumbers[j]) - 1;
            }
            buffer.putShort(entry, (short) sequenceNumbers[i]);
            buffer.putShort(entry + 2, (short) bitmask);
            entry += NegativeAcknowledgement.ENTRY_LENGTH;
            i = next;
        }
        return true;
    }

    private static int endOfEntry(int[] sequenceNumbers, int count, int first) {
        int next = first + 1;
        while (next < count) {
            int distance = distance(sequenceNumbers[first], sequenceNumbers[next]);
            if (distance == 0 || distance > BITS_AFTER_PACKET_ID) {
                break;
            }
            next++;
        }
        return next;
    }

    private static int distance(int from, int to) {
        return to - from & 0xffff;
    }

    public boolean pictureLossIndication(int senderSsrc, int mediaSsrc) {
        return openFeedback(RtcpKind.PICTURE_LOSS_INDICATION, 0, senderSsrc, mediaSsrc) >= 0;
    }

    /** @param commandSequenceNumber its lower 8 bits count; one more for each request that is not a repetition */
    public boolean fullIntraRequest(int senderSsrc, int mediaSsrc, int commandSequenceNumber) {
        int packet = openFeedback(RtcpKind.FULL_INTRA_REQUEST, FullIntraRequest.ENTRY_LENGTH, senderSsrc, 0);
        if (packet < 0) {
            return false;
        }
        buffer.putInt(packet + FeedbackView.HEADER_LENGTH, mediaSsrc);
        buffer.putInt(packet + FeedbackView.HEADER_LENGTH + 4, commandSequenceNumber << 24);
        return true;
    }

    /**
     * @param bitsPerSecond not negative; the wire keeps its upper 18 bits, rounded down
     * @param ssrcs what the estimate is about
     * @param count how many of them count, 0..255
     */
    public boolean receiverEstimate(int senderSsrc, long bitsPerSecond, int[] ssrcs, int count) {
        if (bitsPerSecond < 0) {
            throw new IllegalArgumentException("bitsPerSecond: " + bitsPerSecond + " (expected: >= 0)");
        }
        Checks.range("count", count, 0, Math.min(255, ssrcs.length));
        int packet = openFeedback(
                RtcpKind.RECEIVER_ESTIMATE, ReceiverEstimate.INFORMATION_LENGTH + 4 * count, senderSsrc, 0);
        if (packet < 0) {
            return false;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(bitsPerSecond);
        int exponent = Math.max(0, bits - ReceiverEstimate.MANTISSA_BITS);
        int mantissa = (int) (bitsPerSecond >>> exponent);
        buffer.putInt(packet + 12, RtcpPackets.ESTIMATE_NAME);
        buffer.putInt(packet + 16, count << 24 | exponent << ReceiverEstimate.MANTISSA_BITS | mantissa);
        for (int i = 0; i < count; i++) {
            buffer.putInt(packet + 20 + 4 * i, ssrcs[i]);
        }
        return true;
    }

    /** @param statuses at least one */
    public boolean transportFeedback(int senderSsrc, int mediaSsrc, TransportFeedbackBuilder statuses) {
        Checks.range("statuses.count", statuses.count(), 1, 0xffff);
        if (statuses.mostBytes() > end - position) {
            return false;
        }
        int packet = openFeedback(
                RtcpKind.TRANSPORT_FEEDBACK,
                TransportFeedback.CHUNKS_OFFSET - FeedbackView.HEADER_LENGTH,
                senderSsrc,
                mediaSsrc);
        position = statuses.writeInformation(buffer, packet + FeedbackView.HEADER_LENGTH);
        buffer.putShort(packet + 2, (short) ((position - packet) / 4 - 1));
        return true;
    }

    private int openFeedback(RtcpKind kind, int informationLength, int senderSsrc, int mediaSsrc) {
        int packet = open(kind, kind.format(), FeedbackView.HEADER_LENGTH + informationLength);
        if (packet >= 0) {
            buffer.putInt(packet + 4, senderSsrc);
            buffer.putInt(packet + 8, mediaSsrc);
        }
        return packet;
    }

    /** Writes the common header and takes the room; returns where the packet starts, or -1. */
    private int open(RtcpKind kind, int countOrFormat, int packetLength) {
        if (packetLength > end - position) {
            return -1;
        }
        int packet = position;
        buffer.put(packet, (byte) (0x80 | countOrFormat));
        buffer.put(packet + 1, (byte) kind.packetType());
        buffer.putShort(packet + 2, (short) (packetLength / 4 - 1));
        position += packetLength;
        reportOffset = -1;
        return packet;
    }

    private static int words(int bytes) {
        return bytes + 3 & ~3;
    }
}
