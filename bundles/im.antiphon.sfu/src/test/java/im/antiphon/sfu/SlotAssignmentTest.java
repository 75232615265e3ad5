// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.sfu.SlotAssignment.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotAssignmentTest {
    private static Candidate<String> voice(String name, double loudness) {
        return new Candidate<>(name, loudness);
    }

    private static List<@Nullable String> slots(@Nullable String... held) {
        return new ArrayList<>(Arrays.asList(held));
    }

    @Test
    void fillsFreeSlotsInTheOrderOfArrival() {
        assertThat(SlotAssignment.assign(slots(null, null, null), List.of(voice("ada", 0), voice("bob", 90))))
                .containsExactly("ada", "bob", null);
    }

    @Test
    void keepsWhoStaysWhereTheyAre() {
        assertThat(SlotAssignment.assign(slots("ada", "bob"), List.of(voice("bob", 0), voice("eve", 0))))
                .containsExactly("eve", "bob");
    }

    @Test
    void freesTheSlotOfWhoHasLeft() {
        assertThat(SlotAssignment.assign(slots("ada", "bob"), List.of(voice("bob", 3))))
                .containsExactly(null, "bob");
    }

    @Test
    void givesTooFewSlotsToTheLoudest() {
        assertThat(SlotAssignment.assign(
                        slots(null, null), List.of(voice("ada", 1), voice("bob", 80), voice("eve", 70))))
                .containsExactly("bob", "eve");
    }

    @Test
    void leavesASlotToItsHolderUnlessClearlyOutvoiced() {
        assertThat(SlotAssignment.assign(slots("ada"), List.of(voice("ada", 50), voice("bob", 55))))
                .containsExactly("ada");
        assertThat(SlotAssignment.assign(slots("ada"), List.of(voice("ada", 50), voice("bob", 57))))
                .containsExactly("bob");
    }

    @Test
    void prefersWhoWasThereFirstWhereNobodyIsHeard() {
        assertThat(SlotAssignment.assign(slots((String) null), List.of(voice("ada", 0), voice("bob", 0))))
                .containsExactly("ada");
    }

    @Property
    void neverGivesTwoSlotsToOneAndNeverLeavesOneFreeThatIsWanted(
            @ForAll @Size(max = 8) List<@IntRange(max = 11) Integer> heldNumbers,
            @ForAll @Size(max = 12) List<@IntRange(max = 127) Integer> loudness) {
        List<@Nullable String> held = new ArrayList<>();
        for (Integer number : heldNumbers) {
            String name = "v" + number;
            held.add(held.contains(name) ? null : name);
        }
        List<Candidate<String>> candidates = IntStream.range(0, loudness.size())
                .mapToObj(i -> voice("v" + i, loudness.get(i)))
                .toList();

        List<@Nullable String> next = SlotAssignment.assign(held, candidates);

        assertThat(next).hasSameSizeAs(held);
        List<String> filled = next.stream().filter(name -> name != null).toList();
        assertThat(new HashSet<>(filled)).hasSameSizeAs(filled);
        assertThat(filled).hasSize(Math.min(held.size(), candidates.size()));
        assertThat(SlotAssignment.assign(next, candidates)).isEqualTo(next);
    }
}
