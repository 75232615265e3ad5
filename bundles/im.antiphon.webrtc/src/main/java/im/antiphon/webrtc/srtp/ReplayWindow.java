// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

/**
 * Which indices have been seen: the highest, and a bit for each of the {@value #SIZE} up to it (RFC 3711, section 3.3.2).
 * At 50 packets a second it looks two and a half seconds back. Confined to one event loop.
 */
final class ReplayWindow {
    static final int SIZE = 128;

    private long highest = -1;
    /** Bit n stands for {@code highest - n}. */
    private long recent;
    /** Bit n stands for {@code highest - 64 - n}. */
    private long older;

    /** The highest index seen, or -1 before the first. */
    long highest() {
        return highest;
    }

    /** Whether the index lies too far back to tell whether it was seen. */
    boolean isTooOld(long index) {
        return index < 0 || highest - index >= SIZE;
    }

    /** Whether an index that is not too old has been seen. */
    boolean contains(long index) {
        long age = highest - index;
        if (age < 0) {
            return false;
        }
        return ((age < Long.SIZE ? recent >>> age : older >>> (age - Long.SIZE)) & 1) != 0;
    }

    /** Notes an index that is not too old. */
    void add(long index) {
        if (index > highest) {
            advance(index - highest);
            highest = index;
        }
        long age = highest - index;
        if (age < Long.SIZE) {
            recent |= 1L << age;
        } else {
            older |= 1L << (age - Long.SIZE);
        }
    }

    private void advance(long by) {
        if (by >= SIZE) {
            recent = 0;
            older = 0;
        } else if (by >= Long.SIZE) {
            older = recent << (by - Long.SIZE);
            recent = 0;
        } else {
            older = older << by | recent >>> (Long.SIZE - by);
            recent <<= by;
        }
    }
}
