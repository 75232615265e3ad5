// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.storage;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps records by key. Safe from any thread; a stage completes when the write is durable in the sense of the store, and
 * fails with {@link StorageException}.
 */
@ConsumerType
public interface SessionStore extends AutoCloseable {
    /** Writes all of {@code records} or none; a null value removes. Each lives for {@code timeToLive}. */
    CompletionStage<Void> write(Map<String, byte @Nullable []> records, Duration timeToLive);

    /** The record, or null where there is none or it has expired. */
    CompletionStage<byte @Nullable []> read(String key);

    @Override
    void close();
}
