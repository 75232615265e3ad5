// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.redis;

import java.time.Duration;

/**
 * Where the server is and how long it is waited for.
 *
 * @param uri as Lettuce takes it: {@code redis://[:password@]host:port[/database]}, {@code rediss://} for TLS
 * @param timeout of a command, and of a connection being made
 * @param maximumCommands sent or waiting to be sent at a time, for all stores; more are refused
 */
public record RedisSettings(String uri, Duration timeout, int maximumCommands) {
    public RedisSettings {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than nothing)");
        }
        if (maximumCommands < 1) {
            throw new IllegalArgumentException("maximumCommands: " + maximumCommands + " (expected: >= 1)");
        }
    }
}
