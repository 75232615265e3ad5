// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What listeners are to be told of one session, in the order in which it happened. Things happen under locks; they are
 * told without any, by one thread at a time: whoever finds another at it leaves the rest to that one. Bounded by what
 * happens to one session: it is opened and ended once, and comes and goes with its connections. Holds nothing while there is
 * nothing to tell.
 */
final class Announcements {
    private @Nullable Deque<Runnable> waiting;
    private boolean telling;

    /** Something has happened. May be called under any lock of signaling. */
    synchronized void add(Runnable announcement) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        waiting.addLast(announcement);
    }

    /** Tells what there is to tell. Must not be called under a lock. */
    void tell() {
        for (Runnable next = begin(); next != null; next = next()) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable begin() {
        return telling ? null : next();
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting == null ? null : waiting.pollFirst();
        telling = next != null;
        if (!telling) {
            waiting = null;
        }
        return next;
    }
}
