// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

import java.util.Arrays;

/** When the latest packets were sent, and how large they were. Allocates when it is made only. Confined to one event loop. */
final class SentPackets {
    /** A power of two; ten seconds of voice. */
    private static final int REMEMBERED = 512;

    private static final long NO_NUMBER = -1;

    private final long[] numbers = new long[REMEMBERED];
    private final long[] sentNanos = new long[REMEMBERED];
    private final int[] sizesInBytes = new int[REMEMBERED];

    SentPackets() {
        Arrays.fill(numbers, NO_NUMBER);
    }

    void add(long nowNanos, long number, int sizeInBytes) {
        if (number >= 0) {
            int index = index(number);
            numbers[index] = number;
            sentNanos[index] = nowNanos;
            sizesInBytes[index] = sizeInBytes;
        }
    }

    boolean knows(long number) {
        return number >= 0 && numbers[index(number)] == number;
    }

    /** Of a packet that {@link #knows} tells of. */
    long sentNanos(long number) {
        return sentNanos[index(number)];
    }

    /** Of a packet that {@link #knows} tells of. */
    int sizeInBytes(long number) {
        return sizesInBytes[index(number)];
    }

    private static int index(long number) {
        return (int) (number & REMEMBERED - 1);
    }
}
