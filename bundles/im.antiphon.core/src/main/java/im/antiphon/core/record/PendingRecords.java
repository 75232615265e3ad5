// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records that the store has not acknowledged, the latest of each session; null stands for a removal. Bounded: what comes
 * for one session more is refused. Confined to whoever confines it.
 */
final class PendingRecords {
    private final int maximum;
    private final Map<String, byte @Nullable []> records = new LinkedHashMap<>();

    PendingRecords(int maximum) {
        this.maximum = maximum;
    }

    int size() {
        return records.size();
    }

    /** The newest of a session; false where there is no room for another one. */
    boolean put(String id, byte @Nullable [] record) {
        if (records.size() >= maximum && !records.containsKey(id)) {
            return false;
        }
        records.put(id, record);
        return true;
    }

    /**
     * Takes up to so many, the oldest first.
     *
     * @param removalsFirst where there are removals, takes nothing else
     */
    Map<String, byte @Nullable []> take(int most, boolean removalsFirst) {
        boolean removalsOnly = removalsFirst && records.containsValue(null);
        Map<String, byte @Nullable []> taken = new HashMap<>();
        Iterator<Map.Entry<String, byte @Nullable []>> entries =
                records.entrySet().iterator();
        while (entries.hasNext() && taken.size() < most) {
            Map.Entry<String, byte @Nullable []> entry = entries.next();
            if (!removalsOnly || entry.getValue() == null) {
                taken.put(entry.getKey(), entry.getValue());
                entries.remove();
            }
        }
        return taken;
    }

    /** Takes back what was not acknowledged, but for sessions of which there is something newer; answers how many had no room. */
    int giveBack(Map<String, byte @Nullable []> taken) {
        int refused = 0;
        for (Map.Entry<String, byte @Nullable []> entry : taken.entrySet()) {
            if (!records.containsKey(entry.getKey()) && !put(entry.getKey(), entry.getValue())) {
                refused++;
            }
        }
        return refused;
    }
}
