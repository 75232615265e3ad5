// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.rtp.ReceptionStatistics;
import im.antiphon.rtp.RtpView;
import im.antiphon.rtp.SequenceExtender;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One stream coming in, and the slots it is forwarded to. Confined to the room's loop.
 *
 * <p>It is live from the moment it is negotiated until its sender says goodbye or leaves; a packet that comes some time after a
 * goodbye revives it.
 */
public final class Publication {
    private static final Subscription[] NONE = {};
    private static final long KEY_FRAME_INTERVAL_NANOS = 500_000_000L;
    /** What comes so soon after a goodbye was sent before it, and overtaken. */
    private static final long GOODBYE_NANOS = 300_000_000L;

    private final Member publisher;
    private final LoudnessMeter loudness = new LoudnessMeter();
    private final SenderClock clock = new SenderClock();
    private final @Nullable StreamCodec[] codecs = new StreamCodec[128];

    private IncomingSection section;
    private ReceptionStatistics statistics = new ReceptionStatistics(1); // until there is a first packet
    private SequenceExtender extender = new SequenceExtender();
    private Subscription[] subscriptions = NONE;
    private boolean live = true;
    private boolean receiving;
    private int ssrc;
    private long keyFrameAskedNanos = Long.MIN_VALUE;
    private long goodbyeNanos = Long.MIN_VALUE;

    Publication(Member publisher, IncomingSection section) {
        this.publisher = publisher;
        this.section = section;
        takeCodecs(section);
    }

    private void takeCodecs(IncomingSection from) {
        Arrays.fill(codecs, null);
        for (var entry : from.codecs().entrySet()) {
            codecs[entry.getKey()] = entry.getValue();
        }
    }

    /** The same section, described anew; slots learn of other payload types as if the source had changed. */
    void renegotiated(IncomingSection next) {
        boolean otherCodecs = !section.codecs().equals(next.codecs());
        section = next;
        if (otherCodecs) {
            takeCodecs(next);
            for (Subscription subscription : subscriptions) {
                subscription.mapPayloadTypes(this);
            }
        }
    }

    public String mid() {
        return section.mid();
    }

    public MediaKind kind() {
        return section.kind();
    }

    public Member publisher() {
        return publisher;
    }

    IncomingSection section() {
        return section;
    }

    boolean live() {
        return live;
    }

    /** Whether a packet has come since it began, so that {@link #ssrc} means something. */
    boolean receiving() {
        return receiving;
    }

    int ssrc() {
        return ssrc;
    }

    ReceptionStatistics statistics() {
        return statistics;
    }

    SenderClock clock() {
        return clock;
    }

    Subscription[] subscriptions() {
        return subscriptions;
    }

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
        for (Subscription subscription : subscriptions) {
            subscription.resynchronize();
        }
    }

    /** Forwards one packet of a negotiated payload type to every slot this stream fills. */
    void handleRtp(long nowNanos, RtpView packet, StreamCodec codec) {
        long sequence = extender.extend(packet.sequenceNumber());
        statistics.onPacket(nowNanos, packet.sequenceNumber(), packet.timestamp(), packet.payloadLength());
        int level = level(packet);
        if (level >= 0) {
            loudness.onLevel(nowNanos, level & 0x7F);
        }
        Subscription[] targets = subscriptions;
        for (int i = 0; i < targets.length; i++) {
            targets[i].forward(nowNanos, packet, sequence, codec, level);
        }
    }

    private int level(RtpView packet) {
        if (section.audioLevelId() == 0) {
            return -1;
        }
        int at = packet.extensionOffset(section.audioLevelId());
        return at < 0 ? -1 : packet.buffer().get(at) & 0xFF;
    }

    void attach(Subscription subscription) {
        Subscription[] more = Arrays.copyOf(subscriptions, subscriptions.length + 1);
        more[subscriptions.length] = subscription;
        subscriptions = more;
    }

    void detach(Subscription subscription) {
        subscriptions = Arrays.stream(subscriptions)
                .filter(other -> other != subscription)
                .toArray(Subscription[]::new);
    }

    /** The stream is over. The room's next assignment frees its slots, and tells those who heard it. */
    void end() {
        live = false;
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

    void revive() {
        live = true;
    }

    /** Asks the sender for a key frame, but not more often than it can make one. */
    void requestKeyFrame(long nowNanos) {
        if (!receiving || section.kind() != MediaKind.VIDEO) {
            return;
        }
        if (keyFrameAskedNanos != Long.MIN_VALUE && nowNanos - keyFrameAskedNanos < KEY_FRAME_INTERVAL_NANOS) {
            return;
        }
        keyFrameAskedNanos = nowNanos;
        publisher.askKeyFrame(ssrc);
    }
}
