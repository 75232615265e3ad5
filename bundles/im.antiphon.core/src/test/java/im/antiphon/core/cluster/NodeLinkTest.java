// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two links over a simulated bus, in simulated time. */
final class NodeLinkTest {
    private static final LinkSettings SETTINGS =
            new LinkSettings(500, 1 << 20, 10_000_000, 500_000_000, 4_000_000_000L);
    private static final long TRIP_NANOS = 1_000_000;

    private final PriorityQueue<Arrival> underWay = new PriorityQueue<>();
    private final Random random = new Random(1);
    private long nowNanos;
    private long arrivals;
    private double loss;
    private double repetition;

    /** A frame on the bus. */
    private record Arrival(long atNanos, long order, End to, LinkFrame frame) implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival other) {
            return atNanos != other.atNanos ? Long.compare(atNanos, other.atNanos) : Long.compare(order, other.order);
        }
    }

    private final class End implements LinkSink {
        private final List<String> delivered = new ArrayList<>();
        private final List<String> acknowledged = new ArrayList<>();
        private final List<String> lost = new ArrayList<>();
        private NodeLink link;
        private End other;
        private boolean cut;
        private int frames;

        End(long incarnation) {
            link = new NodeLink(incarnation, SETTINGS, nowNanos);
            other = this;
        }

        void meet(End met) {
            other = met;
            met.other = this;
        }

        boolean send(String text) {
            return link.send(new Outgoing(
                    Envelope.newBuilder().setKind("test").setPayload(text).build(), new CompletableFuture<>()));
        }

        @Override
        public void transmit(LinkFrame frame) {
            frames++;
            if (cut || random.nextDouble() < loss) {
                return;
            }
            underWay.add(new Arrival(nowNanos + TRIP_NANOS, arrivals++, other, frame));
            if (random.nextDouble() < repetition) {
                underWay.add(new Arrival(nowNanos + TRIP_NANOS * (1 + random.nextInt(50)), arrivals++, other, frame));
            }
        }

        @Override
        public void deliver(Envelope envelope) {
            delivered.add(envelope.getPayload());
        }

        @Override
        public void acknowledged(Outgoing outgoing) {
            acknowledged.add(outgoing.envelope().getPayload());
        }

        @Override
        public void lost(Outgoing outgoing) {
            lost.add(outgoing.envelope().getPayload());
        }
    }

    @Test
    void whatIsSentArrivesOnceInOrderAndIsAcknowledged() {
        End alice = new End(10);
        End bob = new End(20);
        alice.meet(bob);
        for (int i = 0; i < 300; i++) {
            assertThat(alice.send("" + i)).isTrue();
            run(alice, bob, TRIP_NANOS / 3);
        }
        run(alice, bob, 100 * TRIP_NANOS);
        assertThat(bob.delivered).isEqualTo(numbers(0, 300));
        assertThat(alice.acknowledged).isEqualTo(numbers(0, 300));
        assertThat(alice.link.repeats()).isZero();
    }

    @Test
    void messagesOfOneMomentShareFramesAndAcknowledgementsRideAlong() {
        End alice = new End(10);
        End bob = new End(20);
        alice.meet(bob);
        numbers(0, 400).forEach(alice::send);
        run(alice, bob, 100 * TRIP_NANOS);
        assertThat(bob.delivered).hasSize(400);
        assertThat(alice.frames).isLessThanOrEqualTo(8);
        assertThat(bob.frames).isLessThanOrEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void overABusThatLosesAndRepeatsNothingIsLostAndNothingComesTwice(long seed) {
        random.setSeed(seed);
        loss = 0.3;
        repetition = 0.3;
        End alice = new End(10);
        End bob = new End(20);
        alice.meet(bob);
        int toBob = 0;
        int toAlice = 0;
        for (int step = 0; step < 5_000; step++) {
            if (random.nextInt(3) > 0 && alice.send("" + toBob)) {
                toBob++;
            }
            if (random.nextInt(5) == 0 && bob.send("" + toAlice)) {
                toAlice++;
            }
            if (random.nextInt(500) == 0) { // the bus fails, and what was in it is gone
                underWay.clear();
                alice.link.onConnected(nowNanos);
                bob.link.onConnected(nowNanos);
            }
            run(alice, bob, random.nextInt(3) * TRIP_NANOS);
        }
        loss = 0;
        run(alice, bob, 20_000 * TRIP_NANOS);
        assertThat(bob.delivered).as("seed %s", seed).isEqualTo(numbers(0, toBob));
        assertThat(alice.delivered).as("seed %s", seed).isEqualTo(numbers(0, toAlice));
        assertThat(alice.acknowledged).as("seed %s", seed).isEqualTo(numbers(0, toBob));
        assertThat(alice.lost).isEmpty();
        assertThat(toBob).isGreaterThan(1_000);
    }

    @Test
    void whileNobodyAnswersItAsksLessAndLessOftenWithOneFrame() {
        End alice = new End(10);
        End bob = new End(20);
        alice.meet(bob);
        alice.send("first");
        run(alice, bob, 100 * TRIP_NANOS);
        alice.cut = true;
        numbers(0, 400).forEach(alice::send);
        alice.frames = 0;
        run(alice, bob, 60_000 * TRIP_NANOS);
        assertThat(alice.frames).isBetween(15, 30);
        alice.cut = false;
        run(alice, bob, 5_000 * TRIP_NANOS);
        assertThat(bob.delivered).hasSize(401);
    }

    @Test
    void afterAFailureOfTheBusItDoesNotWaitForItsTime() {
        End alice = new End(10);
        End bob = new End(20);
        alice.meet(bob);
        alice.cut = true;
        numbers(0, 100).forEach(alice::send);
        run(alice, bob, 10_000 * TRIP_NANOS);
        alice.cut = false;
        alice.link.onConnected(nowNanos);
        run(alice, bob, 5 * TRIP_NANOS);
        assertThat(bob.delivered).hasSize(100);
    }

    @Test
    void moreThanItKeepsIsRefusedAndTakenAgainLater() {
        End alice = new End(10);
        End bob = new End(20);
        alice.meet(bob);
        alice.cut = true;
        numbers(0, 500).forEach(text -> assertThat(alice.send(text)).isTrue());
        assertThat(alice.send("too much")).isFalse();
        alice.cut = false;
        run(alice, bob, 100 * TRIP_NANOS);
        assertThat(alice.send("now")).isTrue();
        assertThat(alice.send("x".repeat(2 << 20))).isFalse();
    }

    @Test
    void aProcessThatComesAnewIsNotGivenWhatItsPredecessorGot() {
        End alice = new End(10);
        End bob = new End(20);
        alice.meet(bob);
        alice.send("to the first");
        run(alice, bob, 100 * TRIP_NANOS);
        alice.cut = true;
        alice.send("to the first as well");
        run(alice, bob, 100 * TRIP_NANOS);
        alice.cut = false;
        End second = new End(21);
        alice.meet(second);
        run(alice, second, 2_000 * TRIP_NANOS);
        assertThat(alice.lost).containsExactly("to the first as well");
        assertThat(second.delivered).isEmpty();
        alice.send("to the second");
        run(alice, second, 100 * TRIP_NANOS);
        assertThat(second.delivered).containsExactly("to the second");
        assertThat(alice.link.peer()).isEqualTo(21);
    }

    @Test
    void aSenderThatComesAnewBeginsAnew() {
        End alice = new End(10);
        End bob = new End(20);
        alice.meet(bob);
        numbers(0, 5).forEach(alice::send);
        run(alice, bob, 100 * TRIP_NANOS);
        End second = new End(11);
        bob.meet(second);
        numbers(5, 8).forEach(second::send);
        run(second, bob, 100 * TRIP_NANOS);
        assertThat(bob.delivered).isEqualTo(numbers(0, 8));
    }

    @Test
    void whoComesAfterOneThatEndedNeedNotBeHeardBeforeItIsSentTo() {
        End alice = new End(10);
        End bob = new End(20);
        alice.meet(bob);
        bob.send("hello");
        alice.send("to the first");
        run(alice, bob, 100 * TRIP_NANOS);
        alice.link.end(alice);
        End second = new End(21);
        alice.meet(second);
        second.link.greet(nowNanos);
        alice.send("to the second");
        run(alice, second, 100 * TRIP_NANOS);
        assertThat(alice.lost).isEmpty();
        assertThat(second.delivered).containsExactly("to the second");
        assertThat(alice.acknowledged).containsExactly("to the first", "to the second");
    }

    @Test
    void afterGivingUpOnANodeThatOnlySleptBothGoOn() {
        End alice = new End(10);
        End bob = new End(20);
        alice.meet(bob);
        alice.send("before");
        bob.send("before");
        run(alice, bob, 100 * TRIP_NANOS);
        alice.cut = true;
        bob.cut = true;
        alice.send("lost");
        bob.send("kept");
        run(alice, bob, 100 * TRIP_NANOS);
        alice.link.end(alice);
        alice.cut = false;
        bob.cut = false;
        alice.send("after");
        run(alice, bob, 10_000 * TRIP_NANOS);
        assertThat(alice.lost).containsExactly("lost");
        assertThat(bob.delivered).containsExactly("before", "after");
        assertThat(alice.delivered).containsExactly("before", "kept");
    }

    /** Lets time pass, with all that happens in it. */
    private void run(End one, End other, long nanos) {
        long untilNanos = nowNanos + nanos;
        flush(one, other);
        while (true) {
            long next = Math.min(one.link.nextTimeoutNanos(), other.link.nextTimeoutNanos());
            Arrival arrival = underWay.peek();
            if (arrival != null && arrival.atNanos() <= next) {
                next = arrival.atNanos();
            }
            if (next > untilNanos) {
                break;
            }
            nowNanos = Math.max(nowNanos, next);
            for (Arrival due = underWay.peek(); due != null && due.atNanos() <= nowNanos; due = underWay.peek()) {
                underWay.remove();
                due.to().link.onFrame(nowNanos, due.frame(), due.to());
            }
            one.link.handleTimeout(nowNanos);
            other.link.handleTimeout(nowNanos);
            flush(one, other);
        }
        nowNanos = untilNanos;
    }

    private void flush(End one, End other) {
        one.link.flush(nowNanos, one);
        other.link.flush(nowNanos, other);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "" + i).toList();
    }
}
