// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is known while records move from one product to another: which of them the target has newer than the source, and
 * which are on the way. Guarded by the lock of its user.
 */
final class StoreHandOver {
    private final OpenStore source;
    private final OpenStore target;
    private final Set<String> written = new HashSet<>();
    private final Map<String, Integer> underWay = new HashMap<>();
    private Set<String> moving = Set.of();
    private CompletableFuture<@Nullable Void> arrival = CompletableFuture.completedFuture(null);

    StoreHandOver(OpenStore source, OpenStore target) {
        this.source = source;
        this.target = target;
    }

    OpenStore source() {
        return source;
    }

    OpenStore target() {
        return target;
    }

    /** Keys whose records in the source are out of date: the target has acknowledged newer ones. */
    Set<String> written() {
        return written;
    }

    /** Whether it is not known yet if the source's record is out of date. */
    boolean isUndecided(String key) {
        return underWay.containsKey(key) && !written.contains(key);
    }

    /**
     * The target is about to be written to.
     *
     * @return what has to be waited for, lest an older record arrive after the newer one; null where nothing has to be
     */
    @Nullable
    CompletableFuture<@Nullable Void> onWrite(Collection<String> keys) {
        boolean meets = false;
        for (String key : keys) {
            underWay.merge(key, 1, Integer::sum);
            meets |= moving.contains(key);
        }
        return meets ? arrival : null;
    }

    /** That write has been answered. One that failed leaves the source's record in force. */
    void onAnswer(Collection<String> keys, boolean acknowledged) {
        for (String key : keys) {
            underWay.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
        }
        if (acknowledged) {
            written.addAll(keys);
        }
    }

    /** Those keys are on the way from now on, until the returned future is completed and {@link #arrived} called. */
    CompletableFuture<@Nullable Void> depart(Set<String> keys) {
        moving = keys;
        arrival = new CompletableFuture<>();
        return arrival;
    }

    void arrived() {
        moving = Set.of();
    }
}
