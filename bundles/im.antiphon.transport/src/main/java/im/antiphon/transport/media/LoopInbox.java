// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.rtp.PacketKind;
import im.antiphon.sfu.ListenerBlocks;
import im.antiphon.sfu.ShardLink;
import im.antiphon.sfu.ShardMessage;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What other loops hand over to this one: datagrams that have come in on their sockets, since the kernel chooses a socket by addresses
 * of which a peer's loop knows nothing; and what shards of a room tell each other.
 *
 * <p>Bounded; what comes when it is full is dropped by who hands it over. The loop is woken once for all that waits: whoever finds
 * it not yet told tells it, and it says that it wants to be told again before it looks.
 */
final class LoopInbox implements ShardLink {
    /** Some tens of milliseconds of what one loop can take; two megabytes. */
    static final int SLOTS = 1024;
    /** Then the loop's own socket has a turn. */
    private static final int BATCH = 256;

    private final Executor loop;
    private final BatchSender sender;
    private final MediaCounters counters;
    private final FailureLog failures;
    private final LongSupplier nanoClock;
    private final SlotRing<Slot> ring;
    private final AtomicBoolean told = new AtomicBoolean();
    private final Runnable drain = this::drain;

    /** Written by the loop that has claimed it, then read by the one that takes it: a datagram, or else a message. */
    private static final class Slot extends ShardMessage {
        final ByteBuffer bytes;
        long position;
        int length;

        @Nullable
        MediaPeer peer;

        @Nullable
        PacketKind kind;

        @Nullable
        InetSocketAddress from;

        Slot(ByteBuffer bytes) {
            super(bytes);
            this.bytes = bytes;
        }
    }

    /**
     * @param loop the owner's
     * @param sender the owner's; flushed when what has been handed over is done
     * @param counters the owner's
     * @param failures the owner's
     * @param nanoClock the owner's
     * @param slots how much may wait, a power of two
     */
    LoopInbox(
            Executor loop,
            BatchSender sender,
            MediaCounters counters,
            FailureLog failures,
            LongSupplier nanoClock,
            int slots) {
        this.loop = loop;
        this.sender = sender;
        this.counters = counters;
        this.failures = failures;
        this.nanoClock = nanoClock;
        boolean direct = sender.buffer().isDirect(); // who sends from outside the heap opens there as well
        this.ring = new SlotRing<>(
                slots,
                () -> new Slot(
                        direct
                                ? ByteBuffer.allocateDirect(MediaSocket.RECEIVE_LENGTH)
                                : ByteBuffer.allocate(MediaSocket.RECEIVE_LENGTH)));
    }

    /**
     * Another loop: here is a datagram of a peer of yours. It is copied.
     *
     * @param length less than {@link MediaSocket#RECEIVE_LENGTH}
     * @return false where there is no room for it
     */
    boolean handOver(MediaPeer peer, PacketKind kind, ByteBuffer datagram, int length, InetSocketAddress from) {
        long position = ring.claim();
        if (position == SlotRing.FULL) {
            return false;
        }
        Slot slot = ring.slot(position);
        slot.bytes.put(0, datagram, 0, length);
        slot.length = length;
        slot.peer = peer;
        slot.kind = kind;
        slot.from = from;
        ring.publish(position);
        tell();
        return true;
    }

    @Override
    public @Nullable ShardMessage claim() {
        long position = ring.claim();
        if (position == SlotRing.FULL) {
            return null;
        }
        Slot slot = ring.slot(position);
        slot.position = position;
        return slot;
    }

    @Override
    public void send(ShardMessage claimed) {
        ring.publish(((Slot) claimed).position);
        tell();
    }

    @Override
    public void execute(LongConsumer task) {
        post(() -> {
            try {
                task.accept(nanoClock.getAsLong());
            } catch (RuntimeException e) {
                failures.failed("-", e);
            }
            sender.flush();
        });
    }

    private void tell() {
        if (told.get() || !told.compareAndSet(false, true)) {
            return;
        }
        post(drain);
    }

    private void post(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and with it all its peers.
        }
    }

    private void drain() {
        told.set(false); // before looking: what is published from here on is seen below, or tells again
        int handled = 0;
        Slot slot = ring.peek();
        while (slot != null && handled < BATCH) {
            handle(slot);
            handled++;
            slot = ring.peek();
        }
        sender.flush();
        if (slot != null) {
            tell();
        }
    }

    private void handle(Slot slot) {
        MediaPeer peer = slot.peer;
        PacketKind kind = slot.kind;
        InetSocketAddress from = slot.from;
        try {
            if (peer != null && kind != null && from != null) {
                peer.handleDatagram(kind, slot.bytes, slot.length, from);
            } else {
                ListenerBlocks blocks = sender.blocks();
                long waiting = blocks.taken();
                long arrivedNanos = slot.deliver(nanoClock.getAsLong());
                if (arrivedNanos == Long.MIN_VALUE) {
                    return;
                }
                if (blocks.taken() == waiting) {
                    counters.forwarded(nanoClock.getAsLong() - arrivedNanos);
                } else {
                    blocks.lastArrived(arrivedNanos);
                }
            }
        } catch (RuntimeException e) {
            failures.failed("-", e);
        } finally {
            slot.peer = null; // or a slot would keep one that is gone
            slot.from = null;
            ring.release();
        }
    }
}
