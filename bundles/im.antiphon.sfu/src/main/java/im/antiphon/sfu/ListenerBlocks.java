// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.rtp.RtpView;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sends packets on to many listeners in blocks of them, so that the first need not wait until there is a copy for the last. What comes
 * in together waits until all of it is there; then each block of listeners gets all of these packets, so that what goes to one listener
 * still leaves in one piece, and the block leaves before the next is begun.
 *
 * <pre>
 * came in: A, B      ──►   A→1 … A→64, B→1 … B→64, leave;   A→65 … A→128, B→65 … B→128, leave;   …
 * </pre>
 *
 * <p>Sources with few listeners do not come here: their packets are sent on at once and leave with the rest. One for each loop, and
 * confined to it. Nothing is allocated per packet.
 *
 * <p>A packet that waits is to go out under the numbers that its slots have now. So whoever changes a slot has what waits sent first:
 * {@link Subscription} does.
 */
public final class ListenerBlocks {
    /** Listeners in a block. */
    public static final int LENGTH = 64;

    private static final Subscription[] NOBODY = {};
    private static final StreamCodec NO_CODEC = new StreamCodec("", 1, "");

    /** Is told what has been done. It may not call back. */
    @ConsumerType
    public interface Progress {
        /** All copies for a block are there, and more are to come. */
        void onBlock();

        /**
         * All copies of a packet are there.
         *
         * @param arrivedNanos when it came in
         */
        void onServed(long arrivedNanos);
    }

    private final Progress progress;
    private final Waiting[] packets;
    private int waiting;
    private long taken;
    private boolean finishing;

    /** A packet and who is to get it. */
    private static final class Waiting {
        final ByteBuffer bytes = ByteBuffer.allocate(PacketRoom.LENGTH);
        final RtpView view = new RtpView();
        Subscription[] targets = NOBODY;
        StreamCodec codec = NO_CODEC;
        long nowNanos;
        long arrivedNanos;
        long sequence;
        int level;
    }

    /**
     * For one loop.
     *
     * @param most packets that wait at a time; where more come in together the first are sent on
     */
    public ListenerBlocks(int most, Progress progress) {
        this.progress = progress;
        this.packets = new Waiting[most];
        for (int i = 0; i < most; i++) {
            packets[i] = new Waiting();
        }
    }

    /** One that lets nothing wait. */
    public static ListenerBlocks none() {
        return new ListenerBlocks(0, new Progress() {
            @Override
            public void onBlock() {}

            @Override
            public void onServed(long arrivedNanos) {}
        });
    }

    /** How many packets have been taken so far; each of them is reported as served. */
    public long taken() {
        return taken;
    }

    /** The packet that was taken last had come in on another loop, earlier. */
    public void lastArrived(long arrivedNanos) {
        if (waiting > 0) {
            packets[waiting - 1].arrivedNanos = arrivedNanos;
        }
    }

    /** Takes a copy of a packet; false where it is to be sent on at once. */
    boolean take(Subscription[] targets, long nowNanos, RtpView packet, long sequence, StreamCodec codec, int level) {
        if (targets.length <= LENGTH || packets.length == 0 || packet.length() > PacketRoom.LENGTH) {
            return false;
        }
        if (waiting == packets.length) {
            finish();
        }
        Waiting next = packets[waiting];
        next.bytes.put(0, packet.buffer(), packet.offset(), packet.length());
        if (!next.view.wrap(next.bytes, 0, packet.length())) {
            return false;
        }
        next.targets = targets;
        next.codec = codec;
        next.nowNanos = nowNanos;
        next.arrivedNanos = nowNanos;
        next.sequence = sequence;
        next.level = level;
        waiting++;
        taken++;
        return true;
    }

    /** Sends on all that waits. */
    public void finish() {
        if (waiting == 0 || finishing) {
            return;
        }
        finishing = true;
        try {
            boolean more = true;
            for (int from = 0; more; from += LENGTH) {
                more = forward(from);
                if (more) {
                    progress.onBlock();
                }
            }
        } finally {
            forget();
            finishing = false;
        }
    }

    /** Sends everything to one block; true where there are listeners beyond it. */
    private boolean forward(int from) {
        boolean more = false;
        for (int i = 0; i < waiting; i++) {
            Waiting packet = packets[i];
            Subscription[] targets = packet.targets;
            int end = Math.min(targets.length, from + LENGTH);
            for (int target = from; target < end; target++) {
                targets[target].forward(packet.nowNanos, packet.view, packet.sequence, packet.codec, packet.level);
            }
            if (end > from && end == targets.length) {
                progress.onServed(packet.arrivedNanos);
            }
            more |= targets.length > end;
        }
        return more;
    }

    private void forget() {
        for (int i = 0; i < waiting; i++) {
            packets[i].targets = NOBODY; // or listeners that have left would be kept
        }
        waiting = 0;
    }
}
