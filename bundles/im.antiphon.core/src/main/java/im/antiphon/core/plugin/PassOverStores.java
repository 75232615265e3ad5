// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.storage.StoredRecord;
import im.antiphon.api.storage.StoredRecords;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pass over the former product, where there is one, without what is out of date there, and then over the successor. */
final class PassOverStores implements StoredRecords {
    private final Predicate<String> outOfDate;
    private final Supplier<StoredRecords> successor;
    private @Nullable StoredRecords former;
    private @Nullable StoredRecords latter;

    PassOverStores(
            Supplier<@Nullable StoredRecords> former, Predicate<String> outOfDate, Supplier<StoredRecords> successor) {
        this.outOfDate = outOfDate;
        this.successor = successor;
        this.former = former.get();
    }

    @Override
    public @Nullable StoredRecord next() {
        if (former != null) {
            for (StoredRecord record = former.next(); record != null; record = former.next()) {
                if (!outOfDate.test(record.key())) {
                    return record;
                }
            }
            former.close();
            former = null;
        }
        if (latter == null) {
            latter = successor.get(); // only now, so that it holds what has moved in the meantime
        }
        return latter.next();
    }

    @Override
    public void close() {
        if (former != null) {
            former.close();
        }
        if (latter != null) {
            latter.close();
        }
    }
}
