// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.plan;

import java.util.Arrays;
import java.util.Locale;

/** Who talks in a room. Who does not talk is quiet, as Opus is with discontinuous transmission: a short packet every 400 ms. */
public enum TalkPattern {
    /** Everybody, all the time: the most there is to forward. */
    EVERYBODY,
    /** One after the other, some seconds each. */
    ONE,
    /** One has the word and makes pauses; the others say a word in between now and then; then another has it. */
    CONVERSATION,
    /** Nobody: what an open room costs. */
    NOBODY;

    /** @throws IllegalArgumentException where there is none of that name */
    public static TalkPattern parse(String text) {
        return Arrays.stream(values())
                .filter(pattern -> pattern.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "talk: " + text + " (expected: everybody, one, conversation or nobody)"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
