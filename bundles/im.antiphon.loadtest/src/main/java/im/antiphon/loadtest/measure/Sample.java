// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import org.jspecify.annotations.Nullable;

/**
 * One point of the graphs: what happened since the one before.
 *
 * @param seconds since the test began
 * @param counts whether this is in the time that counts
 * @param connected clients at this moment
 * @param failed clients until now
 * @param p50Millis latency of packets
 * @param cpu of this process, 1 being one processor
 * @param server what its metrics say, where there are any
 */
public record Sample(
        double seconds,
        boolean counts,
        long connected,
        long failed,
        double sentPerSecond,
        double receivedPerSecond,
        double lostPerSecond,
        double p50Millis,
        double p99Millis,
        double maximumMillis,
        double cpu,
        @Nullable ServerSample server) {}
