// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the latest messages of a client were answered, by their ids, so that one that is said again takes effect once and
 * gets the same answer. Of more than {@value #MAXIMUM} the oldest are forgotten. Holds nothing for a client that gives its
 * messages no ids. Safe from any thread.
 */
final class RecentMessages {
    static final int MAXIMUM = 256;

    /** No answer yet. */
    private static final String PENDING = "";

    private @Nullable Map<String, String> answers;

    /** What a message is to the one before it. */
    sealed interface Sighting {
        /** It is said for the first time. */
        record First() implements Sighting {}

        /** @param answer to be given again, or null where the first one is still being worked on */
        record Again(@Nullable String answer) implements Sighting {}
    }

    private static final Sighting FIRST = new Sighting.First();

    synchronized Sighting see(String id) {
        if (answers == null) {
            answers = new LinkedHashMap<>();
        }
        String answer = answers.putIfAbsent(id, PENDING);
        if (answer != null) {
            return new Sighting.Again(answer.equals(PENDING) ? null : answer);
        }
        if (answers.size() > MAXIMUM) {
            answers.remove(answers.keySet().iterator().next());
        }
        return FIRST;
    }

    /** Remembers how a message was answered, unless it is forgotten already. */
    synchronized void answered(String id, String answer) {
        if (answers != null) {
            answers.replace(id, PENDING, answer);
        }
    }
}
