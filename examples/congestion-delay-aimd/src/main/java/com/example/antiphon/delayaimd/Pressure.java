// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

/** What the signs of a path say, taken together. */
enum Pressure {
    /** Queues are short and nothing is lost: there may be room. */
    NONE,
    /** Queues fill, or some packets are lost: wait and see. */
    RISING,
    /** Packets wait too long, or are lost in numbers. */
    CONGESTED;

    /** What is lost up to this share is the air's, not a queue's. */
    static final double ORDINARY_LOSS = 0.02;

    /** What is lost beyond this share is a queue that overflows. */
    static final double HIGH_LOSS = 0.10;

    private static final double FILLING = 0.02;
    private static final double DRAINING = -0.02;

    /**
     * @param queueingNanos how long packets wait
     * @param limitNanos how long they may
     * @param gradient by how much that grows, in seconds a second
     * @param lossFraction of packets, 0..1
     */
    static Pressure of(long queueingNanos, long limitNanos, double gradient, double lossFraction) {
        if (lossFraction > HIGH_LOSS || (queueingNanos > limitNanos && gradient > DRAINING)) {
            return CONGESTED;
        }
        if (lossFraction > ORDINARY_LOSS || queueingNanos > limitNanos / 2 || gradient > FILLING) {
            return RISING;
        }
        return NONE;
    }
}
