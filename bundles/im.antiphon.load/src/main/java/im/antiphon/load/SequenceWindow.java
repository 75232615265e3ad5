// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.rtp.SequenceExtender;
import java.util.BitSet;

/** Tells new packets from repeated and late ones by their sequence numbers, and counts what is missing. Confined to one thread. */
final class SequenceWindow {
    /** What is older than this is taken for repeated: nothing tells any more. */
    private static final int SIZE = 1024;

    private final SequenceExtender extender = new SequenceExtender();
    private final BitSet seen = new BitSet(SIZE);
    private boolean started;
    private long first;
    private long highest;
    private long received;
    private long duplicated;
    private long reordered;

    /** Counts one packet; false if it came before. */
    boolean add(int sequenceNumber) {
        long number = extender.extend(sequenceNumber);
        if (!started) {
            started = true;
            first = number;
            highest = number;
        } else if (number > highest) {
            for (long skipped = Math.max(highest + 1, number - SIZE + 1); skipped < number; skipped++) {
                seen.clear(index(skipped));
            }
            highest = number;
        } else {
            if (number <= highest - SIZE || (number >= first && seen.get(index(number)))) {
                duplicated++;
                return false;
            }
            reordered++;
            // A packet from before the first one widens what is expected; all between was not yet known to be missing.
            for (long unknown = number + 1; unknown < first; unknown++) {
                seen.clear(index(unknown));
            }
            first = Math.min(first, number);
        }
        seen.set(index(number));
        received++;
        return true;
    }

    private static int index(long number) {
        return (int) Math.floorMod(number, (long) SIZE);
    }

    long received() {
        return received;
    }

    long duplicated() {
        return duplicated;
    }

    long reordered() {
        return reordered;
    }

    long lost() {
        return started ? highest - first + 1 - received : 0;
    }
}
