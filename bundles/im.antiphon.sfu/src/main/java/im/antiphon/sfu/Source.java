// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.rtp.RtpView;
import java.util.Arrays;

/**
 * A stream that may fill slots: one of a member's ({@link Publication}), or one whose publisher is on another loop ({@link
 * RelayedPublication}). Confined to the loop of the slots it fills.
 */
abstract class Source {
    private static final Subscription[] NONE = {};

    private long openedNanos;
    private IncomingSection section;
    private Subscription[] subscriptions = NONE;

    /** @param openedNanos when it began; of two that are equally loud the older one is heard */
    Source(IncomingSection section, long openedNanos) {
        this.section = section;
        this.openedNanos = openedNanos;
    }

    /** By which listeners name who is heard. */
    abstract String publisherName();

    /** Whether it is this member's own, which it does not hear. */
    abstract boolean isOf(Member member);

    /** Whether a packet has come since it began. */
    abstract boolean receiving();

    abstract double loudness(long nowNanos);

    /** What its sender says about its clock. */
    abstract SenderClock clock();

    /** Asks the sender for a key frame, but not more often than it can make one. */
    abstract void requestKeyFrame(long nowNanos);

    /** Asks the sender for packets again, by its own numbers. */
    abstract void askAgain(int[] sequenceNumbers, int count);

    /** When it began, which is the same on all loops. */
    long openedNanos() {
        return openedNanos;
    }

    public MediaKind kind() {
        return section.kind();
    }

    /** It has been silent, or gone, and begins again. */
    void reopened(long nowNanos) {
        openedNanos = nowNanos;
    }

    IncomingSection section() {
        return section;
    }

    /** The same section, described anew; slots learn of other payload types as if the source had changed. */
    void describe(IncomingSection next) {
        boolean otherCodecs = !section.codecs().equals(next.codecs());
        section = next;
        if (otherCodecs) {
            for (Subscription subscription : subscriptions) {
                subscription.mapPayloadTypes(this);
            }
        }
    }

    Subscription[] subscriptions() {
        return subscriptions;
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

    /** The next packet begins a new stretch in every slot. */
    final void resynchronize() {
        for (Subscription subscription : subscriptions) {
            subscription.resynchronize();
        }
    }

    /**
     * Sends one packet on to every slot this stream fills.
     *
     * @param blocks of the loop; where there are many slots it is they that do it, soon
     */
    final void forward(
            ListenerBlocks blocks, long nowNanos, RtpView packet, long sequence, StreamCodec codec, int level) {
        Subscription[] targets = subscriptions;
        if (blocks.take(targets, nowNanos, packet, sequence, codec, level)) {
            return;
        }
        for (int i = 0; i < targets.length; i++) {
            targets[i].forward(nowNanos, packet, sequence, codec, level);
        }
    }

    /** What the listeners' congestion controllers allow for this stream, the least of them; {@link Long#MAX_VALUE} without any. */
    final long shareOfAudience() {
        long least = Long.MAX_VALUE;
        for (Subscription subscription : subscriptions) {
            least = Math.min(least, subscription.shareOfTarget());
        }
        return least;
    }
}
