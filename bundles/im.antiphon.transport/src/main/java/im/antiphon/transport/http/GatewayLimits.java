// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import java.time.Duration;

/**
 * What one client, and all together, may take.
 *
 * @param connections open at once, over TCP
 * @param headerBytes of one request
 * @param bodyBytes of one request
 * @param requestTimeout for a request to be complete, for a resource to answer, and for an idle connection to ask again
 * @param signaling what a signaling connection may take
 */
public record GatewayLimits(
        int connections, int headerBytes, int bodyBytes, Duration requestTimeout, SignalingLimits signaling) {
    public static final GatewayLimits DEFAULT = new GatewayLimits(
            100_000,
            16_384,
            262_144,
            Duration.ofSeconds(20),
            new SignalingLimits(Duration.ofSeconds(15), Duration.ofSeconds(30), 1_048_576));

    public GatewayLimits {
        if (connections < 1) {
            throw new IllegalArgumentException("connections: " + connections + " (expected: >= 1)");
        }
        if (headerBytes < 256) {
            throw new IllegalArgumentException("headerBytes: " + headerBytes + " (expected: >= 256)");
        }
        if (bodyBytes < 0) {
            throw new IllegalArgumentException("bodyBytes: " + bodyBytes + " (expected: >= 0)");
        }
        if (requestTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("requestTimeout: " + requestTimeout + " (expected: >= 1 ms)");
        }
    }

    /**
     * @param heartbeat between two pings
     * @param timeout silence after which the client is given up
     * @param pendingBytes that may wait for a client that does not read
     */
    public record SignalingLimits(Duration heartbeat, Duration timeout, int pendingBytes) {
        public SignalingLimits {
            if (timeout.compareTo(heartbeat) <= 0) {
                throw new IllegalArgumentException("timeout: " + timeout + " (expected: > " + heartbeat + ")");
            }
            if (pendingBytes < 1) {
                throw new IllegalArgumentException("pendingBytes: " + pendingBytes + " (expected: >= 1)");
            }
        }
    }
}
