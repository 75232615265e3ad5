// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.rtp.RtpView;
import org.jspecify.annotations.Nullable;

/**
 * A publication as another shard of its room has it: what comes in on the publisher's loop is handed over and fills this shard's slots
 * as if it had come in here; what listeners ask for goes back the same way.
 *
 * <p>Made by the publisher's loop, confined to the shard's. The fields that both see are volatile and have one writer each.
 */
final class RelayedPublication extends Source {
    private static final long KEY_FRAME_INTERVAL_NANOS = 500_000_000L;
    private static final long AUDIENCE_INTERVAL_NANOS = 1_000_000_000L;

    private final Publication origin;
    private final ShardLink back;
    private final String publisherName;
    private final LoudnessMeter loudness;
    private final SenderClock clock = new SenderClock();
    private final RtpView view = new RtpView();

    private @Nullable Room room; // of the shard, while it is there
    private boolean receiving;
    private int stretch;
    private long keyFrameAskedNanos = Long.MIN_VALUE;
    private long audienceNanos = Long.MIN_VALUE;

    // Written by the shard, read by the publisher's loop.
    private volatile boolean heard;
    private volatile long audience = Long.MAX_VALUE;

    // The publisher's loop's own.
    private long rankingToldNanos = Long.MIN_VALUE;

    /**
     * To be called on the publisher's loop.
     *
     * @param back to that loop
     */
    RelayedPublication(Publication origin, ShardLink back) {
        super(origin.section(), origin.openedNanos());
        this.origin = origin;
        this.back = back;
        this.publisherName = origin.publisherName();
        this.loudness = origin.loudness();
        this.stretch = origin.stretch();
    }

    // ---- on the publisher's loop

    /** Whether anybody on the shard hears it: packets nobody hears are not handed over. */
    boolean heard() {
        return heard;
    }

    /** What the shard's listeners could take, as last told; {@link Long#MAX_VALUE} without any. */
    long audience() {
        return heard ? audience : Long.MAX_VALUE;
    }

    /** Whether the shard, to which no packets go, is to be told that somebody speaks. */
    boolean rankingDue(long nowNanos) {
        if (rankingToldNanos != Long.MIN_VALUE && nowNanos - rankingToldNanos < Room.RANKING_INTERVAL_NANOS) {
            return false;
        }
        rankingToldNanos = nowNanos;
        return true;
    }

    // ---- on the shard's

    void opened(Room by) {
        room = by;
    }

    /** What may still be under way finds nobody. */
    void ended() {
        room = null;
    }

    void onPacket(long nowNanos, ShardMessage message, IncomingSection described, StreamCodec codec) {
        Room shard = room;
        if (shard == null || !view.wrap(message.bytes(), 0, message.length())) {
            return;
        }
        if (described != section()) {
            describe(described);
        }
        enterStretch(message.stretch());
        receiving = true;
        forward(shard.blocks(), nowNanos, view, message.sequence(), codec, message.level());
        if (audienceNanos == Long.MIN_VALUE || nowNanos - audienceNanos >= AUDIENCE_INTERVAL_NANOS) {
            audienceNanos = nowNanos;
            audience = shareOfAudience();
        }
        rank(nowNanos);
    }

    private void enterStretch(int next) {
        if (next != stretch) {
            stretch = next;
            clock.forget();
            resynchronize();
        }
    }

    void onSenderReport(long nowNanos, int ofStretch, long ntp, int timestamp) {
        enterStretch(ofStretch);
        clock.onSenderReport(nowNanos, ntp, timestamp);
    }

    void onRanking(long nowNanos) {
        rank(nowNanos);
    }

    private void rank(long nowNanos) {
        Room shard = room;
        if (shard != null) {
            shard.rank(nowNanos);
        }
    }

    @Override
    void attach(Subscription subscription) {
        super.attach(subscription);
        heard = true;
    }

    @Override
    void detach(Subscription subscription) {
        super.detach(subscription);
        if (subscriptions().length == 0) {
            heard = false;
            audience = Long.MAX_VALUE;
            audienceNanos = Long.MIN_VALUE;
        }
    }

    @Override
    String publisherName() {
        return publisherName;
    }

    @Override
    boolean isOf(Member member) {
        return false;
    }

    @Override
    boolean receiving() {
        return receiving;
    }

    @Override
    double loudness(long nowNanos) {
        return loudness.loudness(nowNanos);
    }

    @Override
    SenderClock clock() {
        return clock;
    }

    @Override
    void requestKeyFrame(long nowNanos) {
        if (kind() != MediaKind.VIDEO
                || keyFrameAskedNanos != Long.MIN_VALUE && nowNanos - keyFrameAskedNanos < KEY_FRAME_INTERVAL_NANOS) {
            return;
        }
        ShardMessage message = back.claim();
        if (message != null) {
            keyFrameAskedNanos = nowNanos;
            message.keyFrame(origin);
            back.send(message);
        }
    }

    /** Where the way back is full, the listener asks again. */
    @Override
    void askAgain(int[] sequenceNumbers, int count) {
        ShardMessage message = back.claim();
        if (message != null) {
            message.retransmission(origin, stretch, sequenceNumbers, count);
            back.send(message);
        }
    }
}
