// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.transport.batch.Destination;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Lets handshakes and checks through, and RTP too until it is told to count that only. Confined to its loop. */
final class CountingSender implements BatchSender {
    private static final int VERSION = 0xC0;
    private static final int RTP = 0x80;

    private final BatchSender real;
    private final ByteBuffer room;
    private boolean counting;
    private long counted;

    /** @param direct whether packets are written outside the heap, as those who send past Netty have it */
    CountingSender(BatchSender real, boolean direct) {
        this.real = real;
        this.room = direct ? ByteBuffer.allocateDirect(LENGTH) : ByteBuffer.allocate(LENGTH);
    }

    void onlyCount() {
        counting = true;
    }

    long counted() {
        return counted;
    }

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public ByteBuffer buffer() {
        return room;
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public Destination destination(InetSocketAddress to) {
        return real.destination(to);
    }

    @Override
    public void send(ByteBuffer packet, int offset, int length, Destination to) {
        if (counting && isRtp(packet, offset)) {
            counted++;
        } else {
            real.send(packet, offset, length, to);
        }
    }

    private static boolean isRtp(ByteBuffer bytes, int offset) {
        int type = bytes.get(offset + 1) & 0xFF;
        return (bytes.get(offset) & VERSION) == RTP && (type < 192 || type > 223);
    }

    @Override
    public void flush() {
        real.flush();
    }
}
