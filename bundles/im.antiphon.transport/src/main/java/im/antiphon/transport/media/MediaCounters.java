// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.rtp.DropReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one media loop has counted. Written by that loop alone, so an increment is a plain addition; read by whoever reports,
 * who may see it a moment late.
 */
final class MediaCounters {
    /** Upper bounds of the forwarding time's histogram, nanoseconds. */
    static final long[] FORWARD_BOUNDS_NANOS = {
        50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000
    };

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PACKETS_IN = 0;
    private static final int PACKETS_OUT = 1;
    private static final int NACKS = 2;
    private static final int FORWARD_NANOS = 3;
    private static final int PIECES_OUT = 4;
    private static final int HANDED_OVER = 5;
    private static final int FORWARD_BUCKETS = 6;
    private static final int DROPS = FORWARD_BUCKETS + FORWARD_BOUNDS_NANOS.length + 1;

    private final long[] cells = new long[DROPS + DropReason.values().length];

    private void add(int cell, long amount) {
        CELL.setOpaque(cells, cell, cells[cell] + amount);
    }

    private long read(int cell) {
        return (long) CELL.getOpaque(cells, cell);
    }

    void packetReceived() {
        add(PACKETS_IN, 1);
    }

    void packetSent() {
        add(PACKETS_OUT, 1);
    }

    /** So many pieces went to the kernel, each of one or more datagrams to one address. */
    void piecesSent(long pieces) {
        add(PIECES_OUT, pieces);
    }

    /** A datagram of another loop's peer was handed to it. */
    void handedOver() {
        add(HANDED_OVER, 1);
    }

    void retransmissionsAsked(int packets) {
        add(NACKS, packets);
    }

    void dropped(DropReason reason) {
        add(DROPS + reason.ordinal(), 1);
    }

    /** One forwarded packet took that long from the socket to the last of its copies. */
    void forwarded(long nanos) {
        add(FORWARD_NANOS, nanos);
        int bucket = 0;
        while (bucket < FORWARD_BOUNDS_NANOS.length && nanos > FORWARD_BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        add(FORWARD_BUCKETS + bucket, 1);
    }

    long packetsReceived() {
        return read(PACKETS_IN);
    }

    long packetsSent() {
        return read(PACKETS_OUT);
    }

    long piecesSent() {
        return read(PIECES_OUT);
    }

    long datagramsHandedOver() {
        return read(HANDED_OVER);
    }

    long retransmissionsAsked() {
        return read(NACKS);
    }

    long drops(DropReason reason) {
        return read(DROPS + reason.ordinal());
    }

    double forwardSeconds() {
        return read(FORWARD_NANOS) / 1e9;
    }

    /** How many packets took no longer than bound {@code index}; one past the last bound counts all. */
    long forwardedWithin(int index) {
        long count = 0;
        for (int i = 0; i <= index; i++) {
            count += read(FORWARD_BUCKETS + i);
        }
        return count;
    }
}
