// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.plan;

import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * Who of a room talks at a moment, by a {@link TalkPattern} and a seed: the same seed gives the same conversation. Places
 * are numbered from 0; who sits there may change. Time begins at 0. Confined to one thread.
 */
public final class RoomTalk {
    /** Hears who begins and who ends. */
    public interface Change {
        void onChange(int place, boolean talks);
    }

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final double TURN_SECONDS = 6;
    private static final double LEAST_TURN_SECONDS = 1;
    /** Of who has the word: talk spurts as long as in conversational speech (ITU-T P.59 has 1.0 s), short pauses. */
    private static final double SPURT_SECONDS = 1.2;

    private static final double PAUSE_SECONDS = 0.4;
    /** What the others say in between. */
    private static final double WORD_SECONDS = 0.5;

    private static final double BETWEEN_WORDS_SECONDS = 12;

    private final TalkPattern pattern;
    private final RandomGenerator random;
    private final long[] nextNanos;
    private final BitSet talking;
    private int holder;
    private long turnEndsNanos;

    public RoomTalk(TalkPattern pattern, int places, RandomGenerator random) {
        this.pattern = pattern;
        this.random = random;
        nextNanos = new long[places];
        talking = new BitSet(places);
        if (pattern == TalkPattern.EVERYBODY) {
            talking.set(0, places);
        } else if (places > 0 && pattern != TalkPattern.NOBODY) {
            holder = random.nextInt(places);
            talking.set(holder);
            turnEndsNanos = drawn(TURN_SECONDS, LEAST_TURN_SECONDS);
            for (int place = 0; place < places; place++) {
                nextNanos[place] = place == holder ? drawn(SPURT_SECONDS, 0.2) : drawn(BETWEEN_WORDS_SECONDS, 0.5);
            }
        }
    }

    /** Exponentially distributed about the mean, and no shorter than that. */
    private long drawn(double meanSeconds, double leastSeconds) {
        double seconds = Math.max(leastSeconds, -meanSeconds * Math.log(1 - random.nextDouble()));
        return (long) (seconds * SECOND_NANOS);
    }

    public boolean talks(int place) {
        return talking.get(place);
    }

    /** Goes on to that time, and tells of every change until then, in order for each place. */
    public void advance(long nanos, Change change) {
        if (nextNanos.length == 0 || pattern == TalkPattern.EVERYBODY || pattern == TalkPattern.NOBODY) {
            return;
        }
        while (turnEndsNanos <= nanos) {
            if (pattern == TalkPattern.CONVERSATION) {
                talkUntil(turnEndsNanos, change);
            }
            passTheWord(change);
        }
        if (pattern == TalkPattern.CONVERSATION) {
            talkUntil(nanos, change);
        }
    }

    private void passTheWord(Change change) {
        long nowNanos = turnEndsNanos;
        set(holder, false, change);
        nextNanos[holder] = nowNanos + drawn(BETWEEN_WORDS_SECONDS, 0.5);
        if (nextNanos.length > 1) {
            holder = (holder + 1 + random.nextInt(nextNanos.length - 1)) % nextNanos.length;
        }
        set(holder, true, change);
        nextNanos[holder] = nowNanos + drawn(SPURT_SECONDS, 0.2);
        turnEndsNanos = nowNanos + drawn(TURN_SECONDS, LEAST_TURN_SECONDS);
    }

    private void talkUntil(long nanos, Change change) {
        for (int place = 0; place < nextNanos.length; place++) {
            while (nextNanos[place] <= nanos) {
                boolean talks = !talking.get(place);
                set(place, talks, change);
                nextNanos[place] += talks
                        ? drawn(place == holder ? SPURT_SECONDS : WORD_SECONDS, 0.2)
                        : drawn(place == holder ? PAUSE_SECONDS : BETWEEN_WORDS_SECONDS, 0.1);
            }
        }
    }

    private void set(int place, boolean talks, Change change) {
        if (talking.get(place) != talks) {
            talking.set(place, talks);
            change.onChange(place, talks);
        }
    }
}
