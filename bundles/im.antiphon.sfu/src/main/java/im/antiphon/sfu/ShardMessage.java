// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one shard of a room tells another, in memory that is used again and again. Filled by the loop that has claimed it, read by the
 * one that takes it; a {@link ShardLink} passes it from one to the other, and may extend it by what it needs for that. Nothing is
 * allocated for it.
 */
public class ShardMessage {
    /** Numbers in a request for packets. */
    private static final int MOST_NUMBERS = 64;

    private enum Kind {
        NOTHING,
        PACKET,
        CLOCK,
        RANKING,
        KEY_FRAME,
        RETRANSMISSION
    }

    private final ByteBuffer bytes;
    private final int[] numbers = new int[MOST_NUMBERS];

    private Kind kind = Kind.NOTHING;
    private @Nullable RelayedPublication relayed;
    private @Nullable Publication published;
    private @Nullable IncomingSection section;
    private @Nullable StreamCodec codec;
    private int stretch;
    private int length;
    private long sequence;
    private int level;
    private long arrivalNanos;
    private long ntp;
    private int timestamp;

    /** @param bytes for one packet, where whoever opens and protects on that loop wants them */
    public ShardMessage(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** One packet of a publication's, in the clear. */
    void packet(RelayedPublication to, Publication from, ByteBuffer packet, int offset, int packetLength) {
        kind = Kind.PACKET;
        relayed = to;
        section = from.section();
        stretch = from.stretch();
        length = packetLength;
        bytes.put(0, packet, offset, packetLength);
    }

    /** What else has to be known of it. */
    void packetFigures(long nowNanos, long extendedSequence, StreamCodec ofPacket, int audioLevel) {
        arrivalNanos = nowNanos;
        sequence = extendedSequence;
        codec = ofPacket;
        level = audioLevel;
    }

    /** How many bytes of a packet fit. */
    int room() {
        return bytes.capacity();
    }

    /** What the sender of a publication says of its clock. */
    void clock(RelayedPublication to, int ofStretch, long ntpTimestamp, int rtpTimestamp) {
        kind = Kind.CLOCK;
        relayed = to;
        stretch = ofStretch;
        ntp = ntpTimestamp;
        timestamp = rtpTimestamp;
    }

    /** It may be time to look who is loud. */
    void ranking(RelayedPublication to) {
        kind = Kind.RANKING;
        relayed = to;
    }

    /** A listener wants a key frame. */
    void keyFrame(Publication to) {
        kind = Kind.KEY_FRAME;
        published = to;
    }

    /** A listener misses packets. */
    void retransmission(Publication to, int ofStretch, int[] sequenceNumbers, int count) {
        kind = Kind.RETRANSMISSION;
        published = to;
        stretch = ofStretch;
        length = Math.min(count, MOST_NUMBERS);
        System.arraycopy(sequenceNumbers, 0, numbers, 0, length);
    }

    /**
     * Does what the message says, on the loop it was sent to, and forgets it.
     *
     * @return when the packet came in that was forwarded, or {@link Long#MIN_VALUE} where it was none
     */
    public final long deliver(long nowNanos) {
        RelayedPublication to = relayed;
        Publication from = published;
        StreamCodec ofPacket = codec;
        IncomingSection ofSection = section;
        Kind told = kind;
        forget();
        switch (told) {
            case PACKET -> {
                if (to != null && ofPacket != null && ofSection != null) {
                    to.onPacket(nowNanos, this, ofSection, ofPacket);
                    return arrivalNanos;
                }
            }
            case CLOCK -> {
                if (to != null) {
                    to.onSenderReport(nowNanos, stretch, ntp, timestamp);
                }
            }
            case RANKING -> {
                if (to != null) {
                    to.onRanking(nowNanos);
                }
            }
            case KEY_FRAME -> {
                if (from != null) {
                    from.requestKeyFrame(nowNanos);
                }
            }
            case RETRANSMISSION -> {
                if (from != null) {
                    from.onRetransmissionWanted(stretch, numbers, length);
                }
            }
            default -> {
                // Claimed, and not filled: a defect of who sent it, which it has met itself.
            }
        }
        return Long.MIN_VALUE;
    }

    private void forget() {
        kind = Kind.NOTHING;
        relayed = null; // or a message that is not used for a while would keep a room
        published = null;
        section = null;
        codec = null;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int stretch() {
        return stretch;
    }

    long sequence() {
        return sequence;
    }

    int level() {
        return level;
    }
}
