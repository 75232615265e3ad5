// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.storage;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps records by key, each for a time. Safe from any thread.
 *
 * <p><b>Stages.</b> {@link #write} and {@link #read} return at once and never throw but for misuse; what goes wrong fails
 * the stage with a {@link StorageException}. A stage completes on a thread of the store or, where the answer is at hand,
 * on the caller's: what depends on it must not block.
 *
 * <p><b>Acknowledgement.</b> A write whose stage completes normally is durable in the sense of the store, which its
 * documentation defines. One whose stage fails may or may not have taken effect, as a whole. Of two writes to a key the
 * later one wins if it is issued after the stage of the former completed; else either may.
 *
 * <p><b>Bounds.</b> A store takes only so much work at a time. What is beyond is refused with a
 * {@link StorageException}, never queued without end and never dropped in silence.
 *
 * <p><b>Swap.</b> The running product is the store of one name, its snapshot {@link #records}; {@link Stores} tells of the safe
 * point and of the hand-over.
 *
 * <p><b>Misuse.</b> What {@link StoreLimits} does not allow raises an IllegalArgumentException.
 */
@ConsumerType
public interface SessionStore extends AutoCloseable {
    /**
     * Writes all of {@code records} or none of them; a null value removes. Whoever reads one record of a batch reads the
     * others as well, unless they have been written again. The map and its arrays are the caller's again on return.
     *
     * @param timeToLive after which the records are gone, counted from the write; of no meaning to a removal
     */
    CompletionStage<@Nullable Void> write(Map<String, byte @Nullable []> records, Duration timeToLive);

    /** The record, in an array of the caller's own, or null where there is none or it has expired. */
    CompletionStage<byte @Nullable []> read(String key);

    /**
     * All live records: the snapshot of which a hand-over to another store is made. A record that is there when this is
     * called, and is neither written nor removed until the last {@link StoredRecords#next}, is delivered; one that is
     * written meanwhile may be, in either form. Blocks, so it is not for event loops.
     *
     * @throws StorageException if the store cannot answer now
     */
    StoredRecords records();

    /**
     * Ends the store: what was accepted is carried out, what comes later fails with {@link StorageException}. Returns when
     * another store of the same name may be opened; may block for that. A second call does nothing.
     */
    @Override
    void close();
}
