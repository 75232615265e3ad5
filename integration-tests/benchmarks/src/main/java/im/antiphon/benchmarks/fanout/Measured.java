// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks.fanout;

import java.util.Locale;

/**
 * What was seen.
 *
 * @param shape under which
 * @param packets forwarded in the time that counts
 * @param loopCpuNanos that the media loops took for them, kernel included
 * @param handedOver datagrams that came in on another loop's socket than their peer's
 * @param dropped by the server, for whatever reason
 * @param probes how the subscribers that are looked at heard
 */
record Measured(Shape shape, long packets, long loopCpuNanos, long handedOver, long dropped, Probes probes) {
    /**
     * Subscribers spread over the order in which all joined.
     *
     * @param medianMicros from the publisher's sending to the subscriber's having read: the middle one's median
     * @param lastMedianMicros the median of the one that hears last
     * @param percentile99Micros the largest that any of them has: 99 of 100 packets to whomever were no later
     * @param received packets
     * @param lost packets
     */
    record Probes(double medianMicros, double lastMedianMicros, double percentile99Micros, long received, long lost) {}

    double nanosPerPacket() {
        return packets == 0 ? Double.NaN : (double) loopCpuNanos / packets;
    }

    String json() {
        return String.format(
                Locale.ROOT,
                "{\"rooms\":%d,\"publishers\":%d,\"subscribers\":%d,\"loops\":%d,\"packets\":%d,\"nanosPerPacket\":%.0f,"
                        + "\"handedOver\":%d,\"dropped\":%d,\"p50Micros\":%.0f,\"lastP50Micros\":%.0f,\"p99Micros\":%.0f,\"received\":%d,\"lost\":%d}",
                shape.rooms(),
                shape.publishers(),
                shape.subscribers(),
                shape.loops(),
                packets,
                nanosPerPacket(),
                handedOver,
                dropped,
                probes.medianMicros(),
                probes.lastMedianMicros(),
                probes.percentile99Micros(),
                probes.received(),
                probes.lost());
    }
}
