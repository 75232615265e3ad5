// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where the server is, and how patient the bus is.
 *
 * @param uri as Lettuce takes it: {@code redis://[:password@]host:port[/database]}, {@code rediss://} for TLS
 * @param cluster the name of those who share the bus
 * @param nodeTime after which a node that gives no sign of life is gone at the latest
 * @param timeout of a command, and of a connection being made
 * @param streamLength about so many frames wait for a node
 * @param maximumCommands frames under way to the server at a time; more are refused
 */
public record RedisBusSettings(
        String uri, String cluster, Duration nodeTime, Duration timeout, int streamLength, int maximumCommands) {
    private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Duration SHORTEST = Duration.ofMillis(100);

    public RedisBusSettings {
        if (!CLUSTER.matcher(cluster).matches()) {
            throw new IllegalArgumentException("cluster: " + cluster + " (expected: " + CLUSTER + ")");
        }
        requireLong("nodeTime", nodeTime);
        requireLong("timeout", timeout);
        if (streamLength < 1) {
            throw new IllegalArgumentException("streamLength: " + streamLength + " (expected: >= 1)");
        }
        if (maximumCommands < 1) {
            throw new IllegalArgumentException("maximumCommands: " + maximumCommands + " (expected: >= 1)");
        }
    }

    /** How long a lease is given for. Together with one {@link #heartbeat} it stays below {@link #nodeTime}. */
    Duration lease() {
        return nodeTime.multipliedBy(2).dividedBy(3);
    }

    /** How often a lease is renewed and others' are looked at. */
    Duration heartbeat() {
        return nodeTime.dividedBy(6);
    }

    private static void requireLong(String what, Duration duration) {
        if (duration.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(what + ": " + duration + " (expected: >= " + SHORTEST + ")");
        }
    }
}
