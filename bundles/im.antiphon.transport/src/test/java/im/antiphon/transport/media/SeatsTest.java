// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.RoomAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SeatsTest {
    private static final RoomAddress ONE = new RoomAddress("default", "one");
    private static final RoomAddress TWO = new RoomAddress("default", "two");
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong firstSent = new AtomicLong();
    private final AtomicLong secondSent = new AtomicLong();
    private final Seats seats = new Seats(new LoopPlacement(2, 200), 3, List.of(firstSent::get, secondSent::get));

    @Test
    void anOfferHasASeatUntilItIsAnswered() {
        assertThat(seats.begin("a", ONE, null, 0)).isZero();
        assertThat(seats.begin("b", TWO, null, 0)).isEqualTo(1);
        assertThat(seats.peers(0)).isEqualTo(1);
        seats.end("a");
        assertThat(seats.peers(0)).isZero();
        assertThat(seats.isEmpty()).isFalse();
        seats.end("b");
        assertThat(seats.isEmpty()).isTrue();
    }

    @Test
    void aPeerHasASeatUntilItIsGone() {
        int loop = seats.begin("a", ONE, null, 0);
        seats.joined("a", ONE, loop);
        seats.end("a");
        assertThat(seats.peers(loop)).isEqualTo(1);
        seats.left(ONE, loop);
        assertThat(seats.isEmpty()).isTrue();
    }

    @Test
    void aPeerAndTheOfferThatItIsMadeForHaveOneSeatTogether() {
        int loop = seats.begin("a", ONE, null, 0);
        seats.joined("a", ONE, loop);
        assertThat(seats.peers(loop)).isEqualTo(1);
        // There are three: none is refused for the sake of one that is being answered.
        seats.begin("b", ONE, null, 0);
        seats.begin("c", ONE, null, 0);
        assertThat(seats.peers(loop)).isEqualTo(3);
        for (String session : List.of("a", "b", "c")) {
            seats.end(session);
        }
        assertThat(seats.peers(loop)).isEqualTo(1);
        seats.left(ONE, loop);
        assertThat(seats.isEmpty()).isTrue();
    }

    @Test
    void aPeerInAnotherRoomThanItsSessionsFirstOfferHasASeatOfItsOwn() {
        int loop = seats.begin("a", ONE, null, 0);
        seats.begin("a", TWO, null, 0);
        seats.joined("a", TWO, loop);
        seats.end("a");
        seats.end("a");
        assertThat(seats.peers(loop)).isEqualTo(1);
        seats.left(TWO, loop);
        assertThat(seats.isEmpty()).isTrue();
    }

    @Test
    void offersOfOneSessionGoToOneLoopWhateverElseComes() {
        int loop = seats.begin("a", ONE, null, 0);
        seats.begin("b", TWO, null, 0);
        assertThat(seats.begin("a", TWO, null, 0)).isEqualTo(loop);
        assertThat(seats.answering("a")).isEqualTo(loop);
        seats.end("a");
        assertThat(seats.answering("a")).isEqualTo(loop);
        seats.end("a");
        assertThat(seats.answering("a")).isEqualTo(-1);
        seats.end("b");
        assertThat(seats.isEmpty()).isTrue();
    }

    @Test
    void oneMoreThanThereIsRoomForIsRefusedAndTakesNoSeat() {
        for (String session : List.of("a", "b", "c")) {
            seats.begin(session, ONE, null, 0);
        }
        assertThatThrownBy(() -> seats.begin("d", ONE, null, 0)).isInstanceOf(MediaException.class);
        assertThat(seats.answering("d")).isEqualTo(-1);
        seats.end("a");
        assertThat(seats.begin("d", ONE, null, 0)).isZero();
    }

    @Test
    void theNextRoomGoesWhereLessIsSent() {
        seats.begin("a", ONE, null, 0);
        seats.end("a");
        firstSent.set(5_000);
        // Within the second nobody looks again.
        assertThat(seats.begin("b", ONE, null, SECOND / 2)).isZero();
        seats.end("b");
        assertThat(seats.begin("c", ONE, null, SECOND)).isEqualTo(1);
        seats.end("c");
        secondSent.set(50_000);
        assertThat(seats.begin("d", ONE, null, 2 * SECOND)).isZero();
    }
}
