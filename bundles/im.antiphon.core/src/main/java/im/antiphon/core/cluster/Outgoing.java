// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An envelope that is kept until it is acknowledged.
 *
 * @param envelope has its number when it is sent
 * @param done completes when it is acknowledged
 */
record Outgoing(Envelope envelope, CompletableFuture<@Nullable Void> done) {
    private static final int OVERHEAD_BYTES = 64;

    /** About what it takes on the bus and in memory. */
    int sizeInBytes() {
        return OVERHEAD_BYTES + envelope.getSerializedSize();
    }
}
