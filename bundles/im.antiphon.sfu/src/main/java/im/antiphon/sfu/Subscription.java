// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.RtpView;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A slot: one stream going out to a listener, whose source may change. To the listener it is one source with one SSRC: sequence
 * numbers run on without a gap and timestamps without a jump when another publication takes the slot (RFC 3550, section 7.1,
 * is what a translator owes). Confined to its listener's loop.
 *
 * <p>Forwarding a packet copies it once into the loop's scratch buffer, behind a header of the listener's own: its payload type,
 * its SSRC, its extension numbers. Nothing is allocated.
 */
public final class Subscription {
    private static final int FIXED_HEADER = 12;
    private static final int ONE_BYTE_EXTENSION_PROFILE = 0xBEDE;

    private final Member listener;
    private final PacketRoom packetRoom;
    private final byte[] payloadTypeOf = new byte[128];
    // The pair of numbers met last, beside all else that each packet needs; -1 for none.
    private int sourcePayloadType = -1;
    private int ownPayloadType = -1;

    private final ReportHistory reports = new ReportHistory();

    private OutgoingSection section;
    private @Nullable Source source;
    private boolean synchronizing;
    private boolean started;

    // Outgoing = incoming + offset, since the source took the slot.
    private long sequenceOffset;
    private int timestampOffset;
    private long firstSequence;

    private long lastSequence;
    private int lastTimestamp;
    private long lastSentNanos;
    private int clockRate = 48_000;

    private long packetsSent;
    private long bytesSent;
    private long packetsReported;

    Subscription(
            Member listener, OutgoingSection section, PacketRoom packetRoom, int firstSequence, int firstTimestamp) {
        this.listener = listener;
        this.section = section;
        this.packetRoom = packetRoom;
        this.lastSequence = firstSequence - 1L;
        this.lastTimestamp = firstTimestamp;
        Arrays.fill(payloadTypeOf, (byte) -1);
    }

    public OutgoingSection section() {
        return section;
    }

    /** The same stream, under other numbers for codecs or extensions perhaps. */
    void renegotiated(OutgoingSection next) {
        if (next.equals(section)) {
            return;
        }
        sendWhatWaits();
        section = next;
        if (source != null) {
            mapPayloadTypes(source);
        }
    }

    @Nullable
    Source source() {
        return source;
    }

    ReportHistory reports() {
        return reports;
    }

    int clockRate() {
        return clockRate;
    }

    long packetsSent() {
        return packetsSent;
    }

    long bytesSent() {
        return bytesSent;
    }

    /** Before it changes: what has come in until now goes out as it is now. */
    private void sendWhatWaits() {
        listener.room().blocks().finish();
    }

    /** Another publication, or none, takes the slot. */
    void fill(long nowNanos, @Nullable Source next) {
        if (next == source) {
            return;
        }
        sendWhatWaits();
        if (source != null) {
            source.detach(this);
        }
        source = next;
        if (next == null) {
            return;
        }
        mapPayloadTypes(next);
        resynchronize();
        next.attach(this);
        next.requestKeyFrame(nowNanos);
    }

    /** Notes under which numbers the listener knows the codecs of a source. */
    void mapPayloadTypes(Source from) {
        sendWhatWaits();
        Arrays.fill(payloadTypeOf, (byte) -1);
        sourcePayloadType = -1;
        for (var entry : from.section().codecs().entrySet()) {
            Integer payloadType = section.payloadTypes().get(entry.getValue());
            if (payloadType != null) {
                payloadTypeOf[entry.getKey()] = payloadType.byteValue();
            }
        }
    }

    /** The next packet begins a new stretch: it follows the last one sent, whatever its own numbers. */
    void resynchronize() {
        sendWhatWaits();
        synchronizing = true;
    }

    /**
     * Sends one packet of the source on to the listener.
     *
     * @param sequence the packet's number, extended
     * @param level the first byte of its audio level, or -1
     */
    void forward(long nowNanos, RtpView packet, long sequence, StreamCodec codec, int level) {
        int payloadType = ownPayloadType;
        if (packet.payloadType() != sourcePayloadType) {
            payloadType = payloadTypeOf[packet.payloadType()];
            if (payloadType < 0) {
                listener.output().onDropped(DropReason.UNKNOWN_PAYLOAD_TYPE);
                return;
            }
            sourcePayloadType = packet.payloadType();
            ownPayloadType = payloadType;
        }
        boolean first = synchronizing;
        if (first) {
            synchronize(nowNanos, packet, sequence, codec);
        } else if (sequence < firstSequence) {
            // Sent before the source took the slot; its number now belongs to the former source.
            listener.output().onDropped(DropReason.LATE);
            return;
        }
        long outgoing = sequence + sequenceOffset;
        int timestamp = packet.timestamp() + timestampOffset;
        boolean marker = packet.marker() || (first && section.kind() == MediaKind.AUDIO);
        ByteBuffer out = packetRoom.buffer();
        int start = packetRoom.offset();
        out.put(start + 1, (byte) ((marker ? 0x80 : 0) | payloadType));
        out.putShort(start + 2, (short) outgoing);
        out.putInt(start + 4, timestamp);
        out.putInt(start + 8, section.ssrc());
        int header = writeExtensions(nowNanos, out, start, level);
        int payload = packet.payloadLength();
        int length = header + payload;
        if (length > PacketRoom.LENGTH - Room.TRAILER_ROOM) {
            listener.output().onDropped(DropReason.BAD_LENGTH);
            return;
        }
        out.put(start + header, packet.buffer(), packet.payloadOffset(), payload);
        if (outgoing > lastSequence) {
            lastSequence = outgoing;
            lastTimestamp = timestamp;
            lastSentNanos = nowNanos;
        }
        packetsSent++;
        bytesSent += payload;
        listener.sendRtp(nowNanos, out, start, length);
    }

    private void synchronize(long nowNanos, RtpView packet, long sequence, StreamCodec codec) {
        synchronizing = false;
        firstSequence = sequence;
        sequenceOffset = lastSequence + 1 - sequence;
        clockRate = codec.clockRate();
        int elapsed = started ? Math.max(1, Ticks.ofNanos(nowNanos - lastSentNanos, clockRate)) : 0;
        timestampOffset = lastTimestamp + elapsed - packet.timestamp();
        started = true;
    }

    /** Writes the first byte and what follows the fixed header; returns the length of the whole header. */
    private int writeExtensions(long nowNanos, ByteBuffer out, int start, int level) {
        boolean withLevel = level >= 0 && section.audioLevelId() != 0;
        boolean withSendTime = section.absoluteSendTimeId() != 0;
        if (!withLevel && !withSendTime) {
            out.put(start, (byte) 0x80);
            return FIXED_HEADER;
        }
        out.put(start, (byte) 0x90);
        int at = start + FIXED_HEADER + 4;
        if (withLevel) {
            out.put(at++, (byte) (section.audioLevelId() << 4));
            out.put(at++, (byte) level);
        }
        if (withSendTime) {
            // 24 bits, 6.18 fixed point seconds.
            long sendTime = (nowNanos / 1_000) * (1L << 18) / 1_000_000L;
            out.put(at++, (byte) (section.absoluteSendTimeId() << 4 | 2));
            out.put(at++, (byte) (sendTime >> 16));
            out.put(at++, (byte) (sendTime >> 8));
            out.put(at++, (byte) sendTime);
        }
        while ((at - start & 3) != 0) {
            out.put(at++, (byte) 0);
        }
        out.putShort(start + FIXED_HEADER, (short) ONE_BYTE_EXTENSION_PROFILE);
        out.putShort(start + FIXED_HEADER + 2, (short) ((at - start - FIXED_HEADER - 4) / 4));
        return at - start;
    }

    /** What the listener's congestion controller allows for this stream if all of its streams get the same. */
    long shareOfTarget() {
        return listener.downlink().congestion().targetBitsPerSecond() / Math.max(1, listener.filledSlots());
    }

    /** Whether something has been sent since the last report. */
    boolean reportDue() {
        return packetsSent != packetsReported;
    }

    /** The wall clock and RTP clock a sender report is to state now. */
    long reportNtp(long nowNanos, long ownNtp) {
        Source from = source;
        return from != null && from.clock().known() ? from.clock().ntpAt(nowNanos) : ownNtp;
    }

    int reportTimestamp(long nowNanos) {
        Source from = source;
        if (from != null && from.clock().known() && !synchronizing) {
            return from.clock().timestampAt(nowNanos, clockRate) + timestampOffset;
        }
        return lastTimestamp + Ticks.ofNanos(nowNanos - lastSentNanos, clockRate);
    }

    void onReported(long nowNanos, int ntpMiddle) {
        packetsReported = packetsSent;
        reports.onSent(nowNanos, ntpMiddle);
    }

    /** The source's number of a packet the listener knows as {@code sequenceNumber}, or -1 where it is not of this source. */
    int sourceSequenceNumber(int sequenceNumber) {
        // The listener's 16 bits name the latest packet with these bits that has been sent.
        long outgoing = lastSequence - (((int) lastSequence - sequenceNumber) & 0xFFFF);
        long incoming = outgoing - sequenceOffset;
        return source == null || synchronizing || incoming < firstSequence ? -1 : (int) incoming & 0xFFFF;
    }
}
