// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.rtp.DropReason;
import im.antiphon.transport.batch.DatagramBatch;
import im.antiphon.transport.batch.Destination;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Sends past Netty, from where packets were written. All that leaves the socket goes through here, so its order is the order of
 * calls; Netty only reads. Confined to the channel's loop.
 *
 * <p>A socket that is full is asked again after a millisecond; meanwhile packets wait up to the batch's bound and are dropped
 * beyond it.
 *
 * <p><b>Voice tick.</b> Where more than some thousand packets a second leave, media may wait for a few milliseconds, so that what
 * goes to one listener goes to the kernel in one piece, if that makes fewer pieces. What is not media never waits, and below that rate
 * nothing does.
 */
final class NativeBatchSender implements BatchSender {
    static final int DATAGRAMS = 4096;
    static final int BYTES = 1 << 20;

    private static final long RETRY_MICROS = 1_000;

    private final Channel channel;
    private final DatagramBatch batch;
    private final MediaCounters counters;
    private final VoiceTick tick;
    private final String name;
    private boolean urgent;
    private boolean armed;
    private long failures;

    NativeBatchSender(Channel channel, DatagramBatch batch, MediaCounters counters, VoiceTick tick, String name) {
        this.channel = channel;
        this.batch = batch;
        this.counters = counters;
        this.tick = tick;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ByteBuffer buffer() {
        return batch.buffer();
    }

    @Override
    public int offset() {
        return batch.offset();
    }

    @Override
    public Destination destination(InetSocketAddress to) {
        return batch.destination(to);
    }

    @Override
    public void send(ByteBuffer packet, int offset, int length, Destination to) {
        if (length > DatagramBatch.DATAGRAM_LENGTH) {
            counters.dropped(DropReason.BAD_LENGTH);
            return;
        }
        boolean inPlace = packet == batch.buffer() && offset == batch.offset();
        if (!inPlace) {
            urgent = true; // handshakes, checks and reports are written elsewhere
            batch.buffer().put(batch.offset(), packet, offset, length);
        }
        if (batch.add(length, to)) {
            return;
        }
        // Full: what waits is sent, and this packet stays where it is, behind the others, so a copy may follow.
        flushNow();
        if (batch.buffer() != packet || batch.offset() != offset) {
            batch.buffer().put(batch.offset(), packet, offset, length);
        }
        if (!batch.add(length, to)) {
            counters.dropped(DropReason.QUEUE_FULL);
        }
    }

    @Override
    public void flush() {
        if (batch.waiting() == 0 || armed && !urgent) {
            return;
        }
        long wait = urgent ? 0 : tick.waitNanos();
        if (wait > 0) {
            arm(wait, TimeUnit.NANOSECONDS);
        } else {
            flushNow();
        }
    }

    private void flushNow() {
        urgent = false;
        if (!channel.isOpen()) { // its descriptor may be another's by now
            return;
        }
        int datagrams = batch.waiting();
        long before = batch.pieces();
        int waiting = batch.flush();
        long pieces = batch.pieces() - before;
        counters.piecesSent(pieces);
        tick.onSent(datagrams - waiting, pieces);
        for (long refused = batch.failures(); failures < refused; failures++) {
            counters.dropped(DropReason.SOCKET_ERROR);
        }
        if (waiting > 0 && !armed) {
            arm(RETRY_MICROS, TimeUnit.MICROSECONDS);
        }
    }

    private void arm(long delay, TimeUnit unit) {
        armed = true;
        channel.eventLoop().schedule(this::onTimer, delay, unit);
    }

    private void onTimer() {
        armed = false;
        flushNow();
    }
}
