// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.storage;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** A pass over the live records of a store, in no order. Confined to one thread, which may be made to wait. */
@ConsumerType
public interface StoredRecords extends AutoCloseable {
    /**
     * The next record, or null after the last. A key may come twice.
     *
     * @throws StorageException if the store cannot go on; the pass is over then
     */
    @Nullable
    StoredRecord next();

    /** Gives up what the pass holds; safe to call twice. */
    @Override
    void close();
}
