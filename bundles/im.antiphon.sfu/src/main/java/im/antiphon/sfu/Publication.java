// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.ReceptionStatistics;
import im.antiphon.rtp.RtpView;
import im.antiphon.rtp.SequenceExtender;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One stream coming in, the slots it is forwarded to, and the other loops it is handed over to. Confined to its publisher's loop.
 *
 * <p>It is live from the moment it is negotiated until its sender says goodbye or leaves; a packet that comes some time after a
 * goodbye revives it.
 */
public final class Publication extends Source {
    private static final Relay[] NOWHERE = {};
    private static final long KEY_FRAME_INTERVAL_NANOS = 500_000_000L;
    /** What comes so soon after a goodbye was sent before it, and overtaken. */
    private static final long GOODBYE_NANOS = 300_000_000L;

    private final Member publisher;
    private final LoudnessMeter loudness = new LoudnessMeter();
    private final SenderClock clock = new SenderClock();
    private final @Nullable StreamCodec[] codecs = new StreamCodec[128];

    private ReceptionStatistics statistics = new ReceptionStatistics(1); // until there is a first packet
    private SequenceExtender extender = new SequenceExtender();
    private Relay[] relays = NOWHERE;
    private boolean live = true;
    private boolean receiving;
    private int ssrc;
    private int stretch;
    private long keyFrameAskedNanos = Long.MIN_VALUE;
    private long goodbyeNanos = Long.MIN_VALUE;

    /**
     * A loop that has a shard of the room.
     *
     * @param shard only named here; it is another loop's
     * @param publication this one as the shard has it
     */
    private record Relay(Room shard, RelayedPublication publication) {}

    Publication(Member publisher, IncomingSection section, long openedNanos) {
        super(section, openedNanos);
        this.publisher = publisher;
        takeCodecs(section);
    }

    private void takeCodecs(IncomingSection from) {
        Arrays.fill(codecs, null);
        for (var entry : from.codecs().entrySet()) {
            codecs[entry.getKey()] = entry.getValue();
        }
    }

    /** Other loops learn of it with the next packet. */
    @Override
    void describe(IncomingSection next) {
        super.describe(next);
        takeCodecs(next);
    }

    public String mid() {
        return section().mid();
    }

    public Member publisher() {
        return publisher;
    }

    @Override
    String publisherName() {
        return publisher.settings().publisherName();
    }

    @Override
    boolean isOf(Member member) {
        return publisher == member;
    }

    boolean live() {
        return live;
    }

    /** Whether a packet has come since it began, so that {@link #ssrc} means something. */
    @Override
    boolean receiving() {
        return receiving;
    }

    int ssrc() {
        return ssrc;
    }

    /** Counts the sources this stream has had; each begins its numbers anew. */
    int stretch() {
        return stretch;
    }

    ReceptionStatistics statistics() {
        return statistics;
    }

    @Override
    SenderClock clock() {
        return clock;
    }

    LoudnessMeter loudness() {
        return loudness;
    }

    @Override
    double loudness(long nowNanos) {
        return loudness.loudness(nowNanos);
    }

    @Nullable
    StreamCodec codec(int payloadType) {
        return codecs[payloadType];
    }

    /** Whether it is this source that is heard, or none as yet: a goodbye of a former one ends nothing. */
    boolean isFrom(int source) {
        return !receiving || ssrc == source;
    }

    /**
     * The source of this stream from now on; another than before begins a new stretch in every slot it fills.
     *
     * @param codec of its first packet, whose clock its timestamps are taken to follow
     */
    void bind(int newSsrc, StreamCodec codec) {
        if (receiving && newSsrc == ssrc) {
            return;
        }
        if (receiving) {
            forgetSource();
        }
        ssrc = newSsrc;
        receiving = true;
        statistics = new ReceptionStatistics(codec.clockRate());
    }

    private void forgetSource() {
        receiving = false;
        extender = new SequenceExtender();
        clock.forget();
        stretch++;
        resynchronize();
    }

    /** Forwards one packet of a negotiated payload type to every slot this stream fills, on whichever loop. */
    void handleRtp(long nowNanos, RtpView packet, StreamCodec codec) {
        long sequence = extender.extend(packet.sequenceNumber());
        statistics.onPacket(nowNanos, packet.sequenceNumber(), packet.timestamp(), packet.payloadLength());
        int level = level(packet);
        if (level >= 0) {
            loudness.onLevel(nowNanos, level & 0x7F);
        }
        Relay[] others = relays;
        for (int i = 0; i < others.length; i++) {
            // Before our own listeners: the other loops are at theirs meanwhile.
            relay(nowNanos, others[i], packet, sequence, codec, level);
        }
        forward(publisher.room().blocks(), nowNanos, packet, sequence, codec, level);
    }

    private void relay(long nowNanos, Relay to, RtpView packet, long sequence, StreamCodec codec, int level) {
        RelayedPublication relayed = to.publication();
        boolean heard = relayed.heard();
        if (!heard && !relayed.rankingDue(nowNanos)) {
            return;
        }
        ShardMessage message = to.shard().link().claim();
        if (message == null) {
            publisher.output().onDropped(DropReason.QUEUE_FULL);
            return;
        }
        if (!heard) {
            message.ranking(relayed);
        } else if (packet.length() <= message.room()) {
            message.packet(relayed, this, packet.buffer(), packet.offset(), packet.length());
            message.packetFigures(nowNanos, sequence, codec, level);
        } else {
            publisher.output().onDropped(DropReason.BAD_LENGTH);
        }
        to.shard().link().send(message);
    }

    private int level(RtpView packet) {
        int id = section().audioLevelId();
        if (id == 0) {
            return -1;
        }
        int at = packet.extensionOffset(id);
        return at < 0 ? -1 : packet.buffer().get(at) & 0xFF;
    }

    /** The shard on another loop has this stream too from now on. */
    void relayTo(Room shard) {
        RelayedPublication relayed =
                new RelayedPublication(this, publisher.room().link());
        Relay[] more = Arrays.copyOf(relays, relays.length + 1);
        more[relays.length] = new Relay(shard, relayed);
        relays = more;
        shard.link().execute(nowNanos -> shard.opened(nowNanos, relayed));
    }

    /** The shard is no more. */
    void forget(Room shard) {
        relays = Arrays.stream(relays).filter(relay -> relay.shard() != shard).toArray(Relay[]::new);
    }

    private void endRelays() {
        for (Relay relay : relays) {
            relay.shard().link().execute(nowNanos -> relay.shard().ended(nowNanos, relay.publication()));
        }
        relays = NOWHERE;
    }

    /** The sender has told its clock: for its own listeners, and those on other loops. */
    void onSenderReport(long nowNanos, long ntp, int timestamp) {
        clock.onSenderReport(nowNanos, ntp, timestamp);
        statistics.onSenderReport(nowNanos, ntp);
        for (Relay relay : relays) {
            ShardMessage message = relay.shard().link().claim();
            if (message != null) { // else the next report will do
                message.clock(relay.publication(), stretch, ntp, timestamp);
                relay.shard().link().send(message);
            }
        }
    }

    /** As {@link #shareOfAudience}, with the listeners on other loops as last heard of. */
    long shareOfWholeAudience() {
        long least = shareOfAudience();
        for (Relay relay : relays) {
            least = Math.min(least, relay.publication().audience());
        }
        return least;
    }

    /** The stream is over. The room's next assignment frees its slots, and tells those who heard it. */
    void end() {
        live = false;
        endRelays();
        if (receiving) {
            forgetSource();
        }
    }

    void saidGoodbye(long nowNanos) {
        goodbyeNanos = nowNanos;
    }

    /** Whether the sender has only just said goodbye, so that what comes now does not revive the stream. */
    boolean justEnded(long nowNanos) {
        return goodbyeNanos != Long.MIN_VALUE && nowNanos - goodbyeNanos < GOODBYE_NANOS;
    }

    void revive(long nowNanos) {
        live = true;
        reopened(nowNanos);
    }

    @Override
    void requestKeyFrame(long nowNanos) {
        if (!receiving || kind() != MediaKind.VIDEO) {
            return;
        }
        if (keyFrameAskedNanos != Long.MIN_VALUE && nowNanos - keyFrameAskedNanos < KEY_FRAME_INTERVAL_NANOS) {
            return;
        }
        keyFrameAskedNanos = nowNanos;
        publisher.askKeyFrame(ssrc);
    }

    @Override
    void askAgain(int[] sequenceNumbers, int count) {
        publisher.askAgain(ssrc, sequenceNumbers, count);
    }

    /** A listener on another loop misses packets; what it asks about may be over. */
    void onRetransmissionWanted(int ofStretch, int[] sequenceNumbers, int count) {
        if (receiving && ofStretch == stretch) {
            askAgain(sequenceNumbers, count);
        }
    }
}
