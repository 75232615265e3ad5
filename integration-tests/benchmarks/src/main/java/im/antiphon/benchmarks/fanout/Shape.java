// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks.fanout;

/**
 * Who is there.
 *
 * @param rooms of the same kind
 * @param publishers in each
 * @param subscribers in each, who hear all of its publishers
 * @param loops that serve them
 */
record Shape(int rooms, int publishers, int subscribers, int loops) {
    /** Packets a second that leave. */
    int packetsPerSecond() {
        return rooms * publishers * subscribers * 50;
    }

    @Override
    public String toString() {
        return rooms + " × (" + publishers + " → " + subscribers + "), " + loops + (loops == 1 ? " loop" : " loops");
    }
}
