// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.media.RoomAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LoopPlacementTest {
    private static final long[] QUIET = {0, 0, 0};

    private final LoopPlacement placement = new LoopPlacement(3, 100);

    private static RoomAddress room(String name) {
        return new RoomAddress("default", name);
    }

    private List<Integer> places(String room, int peers) {
        List<Integer> loops = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            loops.add(placement.place(room(room), QUIET));
        }
        return loops;
    }

    private static Map<Integer, Integer> counts(List<Integer> loops) {
        Map<Integer, Integer> counts = new TreeMap<>();
        loops.forEach(loop -> counts.merge(loop, 1, Integer::sum));
        return counts;
    }

    @Test
    void aSmallRoomIsWhollyOnOneLoop() {
        assertThat(places("a", 100)).containsOnly(0);
    }

    @Test
    void roomsGoWhereThereIsLeast() {
        places("a", 10);
        places("b", 5);
        assertThat(places("c", 20)).containsOnly(2);
        assertThat(places("d", 1)).containsOnly(1);
        assertThat(places("e", 1)).containsOnly(1);
    }

    @Test
    void whatIsSentCountsAsWellAsWhoIsThere() {
        places("talkative", 2);
        places("silent", 20);
        // Two who are sent 30 streams each weigh more than twenty who are sent none.
        assertThat(placement.place(room("new"), new long[] {60 * 50, 0, 100 * 50}))
                .isEqualTo(1);
    }

    @Test
    void aLargeRoomGetsFurtherLoopsOneByOneAndIsEvenInTheEnd() {
        assertThat(counts(places("large", 150))).isEqualTo(Map.of(0, 100, 1, 50));
        assertThat(counts(places("large", 850))).isEqualTo(Map.of(0, 234, 1, 283, 2, 333));
        Map<Integer, Integer> sums = new TreeMap<>();
        for (int loop = 0; loop < 3; loop++) {
            sums.put(loop, placement.peers(loop));
        }
        assertThat(sums).isEqualTo(Map.of(0, 334, 1, 333, 2, 333));
    }

    @Test
    void anOverloadedLoopGetsNoMoreOfARoomThatCanBeSpread() {
        places("a", 40);
        places("b", 5);
        long[] busy = {3_000 * 50, 0, 100 * 50};
        assertThat(placement.place(room("a"), busy)).isEqualTo(1);
        assertThat(placement.place(room("a"), busy)).isEqualTo(1);
    }

    @Test
    void aSmallRoomStaysTogetherHoweverBusyItsLoop() {
        places("a", LoopPlacement.LEAST_TO_SPREAD - 1);
        assertThat(placement.place(room("a"), new long[] {3_000 * 50, 0, 0})).isZero();
    }

    @Test
    void whereAllAreOverloadedARoomStaysTogether() {
        places("a", 50);
        assertThat(placement.place(room("a"), new long[] {3_000 * 50, 2_900 * 50, 2_900 * 50}))
                .isZero();
    }

    @Test
    void aRoomThatWasEmptyIsPlacedAnew() {
        places("a", 1);
        places("b", 1);
        placement.leave(room("a"), 0);
        assertThat(placement.rooms()).isEqualTo(1);
        placement.join(room("c"), 0);
        placement.join(room("c"), 0);
        assertThat(placement.place(room("a"), QUIET)).isEqualTo(2);
    }

    @Test
    void whoWasNeverThereCannotLeave() {
        places("a", 1);
        assertThatThrownBy(() -> placement.leave(room("a"), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> placement.leave(room("b"), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new LoopPlacement(0, 1)).hasMessage("loops: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new LoopPlacement(1, 0)).hasMessage("roomPeersPerLoop: 0 (expected: >= 1)");
    }

    /** Whatever comes and goes: no loop has more of a room than it may while another has fewer, and nothing is left at the end. */
    @Property(tries = 200)
    void peersThatComeAndGoAreAllCounted(
            @ForAll @IntRange(min = 1, max = 8) int loops,
            @ForAll @IntRange(min = 1, max = 20) int roomPeersPerLoop,
            @ForAll List<@IntRange(max = 5) Integer> rooms) {
        LoopPlacement random = new LoopPlacement(loops, roomPeersPerLoop);
        long[] quiet = new long[loops];
        List<Runnable> leaving = new ArrayList<>();
        Map<String, int[]> seats = new TreeMap<>();
        for (int room : rooms) {
            String name = "room-" + room;
            int loop = random.place(room(name), quiet);
            int[] own = seats.computeIfAbsent(name, absent -> new int[loops]);
            if (own[loop] >= roomPeersPerLoop) {
                for (int count : own) {
                    assertThat(count).isGreaterThanOrEqualTo(own[loop]);
                }
            }
            own[loop]++;
            leaving.add(() -> random.leave(room(name), loop));
        }
        assertThat(random.total()).isEqualTo(rooms.size());
        leaving.forEach(Runnable::run);
        assertThat(random.total()).isZero();
        assertThat(random.rooms()).isZero();
    }
}
