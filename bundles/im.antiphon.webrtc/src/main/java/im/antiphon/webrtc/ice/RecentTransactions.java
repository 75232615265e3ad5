// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

/**
 * The transactions of a peer's latest requests and the address each first came from. A request is a bearer token on an
 * open wire: whoever saw it may send it again from elsewhere, and a lite agent, which sends no check of its own to find
 * out, would move the media there.
 */
final class RecentTransactions {
    /** At one check every 2.5 seconds the last five minutes. */
    private static final int SIZE = 128;

    private final long[] transactions = new long[SIZE];
    private final int[] addressNumbers = new int[SIZE];
    private int next;

    /** The number of the address that a transaction first came from, or 0 for one not seen. */
    int firstSeenFrom(long high, int low) {
        long mixed = mixed(high, low);
        for (int i = 0; i < SIZE; i++) {
            if (transactions[i] == mixed && addressNumbers[i] != 0) {
                return addressNumbers[i];
            }
        }
        return 0;
    }

    /** @param addressNumber not 0 */
    void add(long high, int low, int addressNumber) {
        transactions[next] = mixed(high, low);
        addressNumbers[next] = addressNumber;
        next = (next + 1) % SIZE;
    }

    /** 64 of the 96 bits' worth: they are random, and no peer gains from colliding with itself. */
    private static long mixed(long high, int low) {
        return high ^ low * 0x9e3779b97f4a7c15L;
    }
}
