// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells files that have come or changed from those that are still being written. A file has settled when it is whole and
 * two looks in a row found it the same; one that stays damaged for several seconds has settled too, and will be refused.
 * Confined to one thread.
 */
final class SettlingFiles {
    /** A copy over a slow network may pause. */
    static final int LOOKS_AT_DAMAGED = 25;

    /**
     * What a look has found.
     *
     * @param settled files to be looked into, by name
     * @param gone names of files dealt with before that are no longer there
     */
    record Look(Map<String, Stamp> settled, List<String> gone) {}

    private record Settling(Stamp stamp, int looks) {}

    private final Map<String, Stamp> known = new HashMap<>();
    private final Map<String, Settling> settling = new HashMap<>();
    private boolean first = true;

    /**
     * Compares with the look before. At the first one a whole file has settled at once: nobody waits for it to change.
     *
     * @param complete whether the file of that name is a whole jar
     */
    Look look(Map<String, Stamp> present, Predicate<String> complete) {
        Map<String, Stamp> settled = new TreeMap<>();
        settling.keySet().retainAll(present.keySet());
        present.forEach((file, stamp) -> {
            if (stamp.equals(known.get(file))) {
                settling.remove(file);
                return;
            }
            Settling before = settling.get(file);
            int looks = before != null && before.stamp().equals(stamp) ? before.looks() + 1 : 1;
            if (looks >= LOOKS_AT_DAMAGED || ((looks > 1 || first) && complete.test(file))) {
                settling.remove(file);
                settled.put(file, stamp);
            } else {
                settling.put(file, new Settling(stamp, looks));
            }
        });
        List<String> gone = new ArrayList<>();
        for (String file : known.keySet()) {
            if (!present.containsKey(file)) {
                gone.add(file);
            }
        }
        gone.forEach(known::remove);
        first = false;
        return new Look(settled, gone);
    }

    /** Whether there are files of which the next look has to tell. */
    boolean settling() {
        return !settling.isEmpty();
    }

    /** The file as it is now has been dealt with, or, with null, is no longer there by our own doing. */
    void dealtWith(String file, @Nullable Stamp stamp) {
        settling.remove(file);
        if (stamp == null) {
            known.remove(file);
        } else {
            known.put(file, stamp);
        }
    }
}
