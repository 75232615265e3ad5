// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which sources fill a listener's slots: all of them where there are slots enough, else the loudest, those that were
 * there first where loudness does not decide.
 *
 * <p>Stable: a source that stays keeps its slot, and one that holds a slot is only displaced by one louder by
 * {@value #DISPLACEMENT_MARGIN} or more, so that two equal voices do not take turns.
 */
final class SlotAssignment {
    /** In units of {@link LoudnessMeter#loudness}, roughly decibels. */
    static final double DISPLACEMENT_MARGIN = 6;

    private SlotAssignment() {}

    /**
     * A source that wants to be heard.
     *
     * @param source the stream
     * @param loudness at the moment
     */
    record Candidate<S>(S source, double loudness) {}

    /**
     * @param held what each slot holds now, null where free
     * @param candidates in the order they arrived
     * @return what each slot is to hold
     */
    static <S> List<@Nullable S> assign(List<? extends @Nullable S> held, List<Candidate<S>> candidates) {
        List<S> chosen = choose(held, candidates);
        List<S> waiting = new ArrayList<>(chosen);
        waiting.removeAll(held);
        List<@Nullable S> next = new ArrayList<>(held.size());
        int taken = 0;
        for (S holder : held) {
            if (holder != null && chosen.contains(holder)) {
                next.add(holder);
            } else {
                next.add(taken < waiting.size() ? waiting.get(taken++) : null);
            }
        }
        return next;
    }

    private static <S> List<S> choose(List<? extends @Nullable S> held, List<Candidate<S>> candidates) {
        List<Candidate<S>> ranked = new ArrayList<>(candidates);
        if (candidates.size() > held.size()) {
            // The sort is stable: equals stay in the order of their arrival.
            ranked.sort(Comparator.comparingDouble(candidate ->
                    -(candidate.loudness() + (held.contains(candidate.source()) ? DISPLACEMENT_MARGIN : 0))));
        }
        return ranked.stream().limit(held.size()).map(Candidate::source).toList();
    }
}
