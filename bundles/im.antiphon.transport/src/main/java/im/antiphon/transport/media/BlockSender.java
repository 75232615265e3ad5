// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.sfu.ListenerBlocks;
import im.antiphon.transport.batch.Destination;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * A sender before which packets for many listeners wait until all that was read together is there ({@link ListenerBlocks}), and behind
 * which they leave block by block. Whoever flushes it has these sent as well. Confined to its loop.
 */
final class BlockSender implements BatchSender {
    /** As many as one read brings. */
    private static final int WAITING = 32;

    private final BatchSender sender;
    private final ListenerBlocks blocks;

    /**
     * @param sender of the socket
     * @param counters of the loop
     * @param nanoClock of the loop
     */
    BlockSender(BatchSender sender, MediaCounters counters, LongSupplier nanoClock) {
        this.sender = sender;
        this.blocks = new ListenerBlocks(WAITING, new ListenerBlocks.Progress() {
            @Override
            public void onBlock() {
                sender.flush();
            }

            @Override
            public void onServed(long arrivedNanos) {
                counters.forwarded(nanoClock.getAsLong() - arrivedNanos);
            }
        });
    }

    @Override
    public ListenerBlocks blocks() {
        return blocks;
    }

    @Override
    public String name() {
        return sender.name();
    }

    @Override
    public ByteBuffer buffer() {
        return sender.buffer();
    }

    @Override
    public int offset() {
        return sender.offset();
    }

    @Override
    public Destination destination(InetSocketAddress to) {
        return sender.destination(to);
    }

    @Override
    public void send(ByteBuffer packet, int offset, int length, Destination to) {
        sender.send(packet, offset, length, to);
    }

    @Override
    public void flush() {
        try {
            blocks.finish();
        } finally {
            sender.flush();
        }
    }
}
