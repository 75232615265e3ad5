// SPDX-License-Identifier: Apache-2.0
package im.antiphon.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusException;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.bus.PresenceEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every bus has to do, whatever carries it. {@link #factory()} is asked once for each test and has to come upon no
 * node of another. A node may take a while to be taken for gone; the fewer seconds {@link #factory()} is configured with,
 * the sooner the tests are over.
 */
public abstract class BusContract {
    private static final long PATIENCE_SECONDS = 60;
    private static final int FRAMES = 2_000;

    private final List<Bus> opened = new ArrayList<>();
    private final List<RecordingBusListener> listeners = new ArrayList<>();
    private BusFactory factory = (node, listener) -> {
        throw new IllegalStateException("not begun");
    };

    /** The factory under test, with no node on its bus. Opened by all nodes of a test. */
    protected abstract BusFactory factory() throws Exception;

    /**
     * What carries the bus fails, with all that it kept in memory, and comes back. Does nothing where there is nothing
     * that could fail without the whole process.
     */
    protected void fail() throws Exception {}

    @BeforeEach
    final void begin() throws Exception {
        factory = factory();
    }

    @AfterEach
    final void end() {
        listeners.forEach(RecordingBusListener::letGo);
        opened.forEach(Bus::close);
        assertThat(listeners).noneMatch(RecordingBusListener::hasHeardTwoThingsAtOnce);
    }

    @Test
    void framesArriveInTheOrderTheyWereSent() {
        Member alice = join("alice");
        Member bob = join("bob");
        meet(alice, bob);
        for (int i = 0; i < FRAMES; i++) {
            await(alice.send("bob", "frame " + i));
        }
        bob.heard.await("all frames", heard -> heard.framesFrom("alice").size() >= FRAMES);
        assertThat(bob.heard.framesFrom("alice")).isEqualTo(numbered("frame ", FRAMES));
    }

    @Test
    void framesThatAreNotWaitedForArriveInOrderToo() {
        Member alice = join("alice");
        Member bob = join("bob");
        Member carol = join("carol");
        meet(alice, bob, carol);
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            sent.add(alice.send("carol", "a" + i));
            sent.add(bob.send("carol", "b" + i));
        }
        sent.forEach(BusContract::await);
        carol.heard.await(
                "all frames",
                heard -> heard.framesFrom("alice").size()
                                + heard.framesFrom("bob").size()
                        >= 2 * FRAMES);
        assertThat(carol.heard.framesFrom("alice")).isEqualTo(numbered("a", FRAMES));
        assertThat(carol.heard.framesFrom("bob")).isEqualTo(numbered("b", FRAMES));
    }

    @Test
    void framesOfManyThreadsArriveOnceEach() {
        Member alice = join("alice");
        Member bob = join("bob");
        meet(alice, bob);
        AtomicInteger next = new AtomicInteger();
        Together.run(() -> {
            for (int i = 0; i < 500; i++) {
                await(alice.send("bob", "" + next.getAndIncrement()));
            }
            return true;
        });
        bob.heard.await("all frames", heard -> heard.framesFrom("alice").size() >= next.get());
        assertThat(bob.heard.framesFrom("alice"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, next.get()).mapToObj(i -> "" + i).toList());
    }

    @Test
    void anyBytesAreAFrameUpToTheLimit() {
        Member alice = join("alice");
        Member bob = join("bob");
        meet(alice, bob);
        Random random = new Random(7);
        List<byte[]> frames = new ArrayList<>();
        for (int size : new int[] {1, 2, 255, 4096, 65_537, Bus.MAXIMUM_FRAME_BYTES}) {
            byte[] frame = new byte[size];
            random.nextBytes(frame);
            frames.add(frame.clone());
            await(alice.bus.send("bob", frame).toCompletableFuture());
        }
        bob.heard.await("all frames", heard -> heard.rawFramesFrom("alice").size() >= frames.size());
        assertThat(bob.heard.rawFramesFrom("alice")).containsExactlyElementsOf(frames);
        assertThatIllegalArgumentException().isThrownBy(() -> alice.bus.send("bob", new byte[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alice.bus.send("bob", new byte[Bus.MAXIMUM_FRAME_BYTES + 1]));
    }

    @Test
    void aFrameToNobodyHarmsNobody() {
        Member alice = join("alice");
        Member bob = join("bob");
        meet(alice, bob);
        await(alice.send("nobody", "lost"));
        await(alice.send("bob", "found"));
        bob.heard.await("the frame", heard -> !heard.framesFrom("alice").isEmpty());
        assertThat(bob.heard.framesFrom("alice")).containsExactly("found");
    }

    @Test
    void aNodeThatIsAloneIsToldSo() {
        Member alice = join("alice");
        alice.heard.await("a connection", RecordingBusListener::isConnected);
        alice.heard.await("a first membership", heard -> !heard.memberships().isEmpty());
        assertThat(alice.heard.nodes()).isEmpty();
    }

    @Test
    void aNodeThatLeavesIsGoneForTheOthersWithItsEntries() {
        Member alice = join("alice");
        Member bob = join("bob");
        Member carol = join("carol");
        bob.bus.announce(bob.entry("s1", false));
        meet(alice, bob, carol);
        alice.heard.await("bob's entry", heard -> !heard.entries().isEmpty());
        bob.bus.close();
        alice.heard.await("bob's end", heard -> heard.nodes().equals(Set.of("carol")));
        carol.heard.await("bob's end", heard -> heard.nodes().equals(Set.of("alice")));
        assertThat(alice.heard.entries()).isEmpty();
    }

    @Test
    void entriesAreSeenByOthersAsTheyChange() {
        Member alice = join("alice");
        Member bob = join("bob");
        PresenceEntry first = alice.entry("s1", false);
        PresenceEntry second = alice.entry("s2", false);
        alice.bus.announce(first);
        bob.heard.await("the first entry", heard -> heard.entries().equals(Set.of(first)));
        alice.bus.announce(second);
        bob.heard.await("both entries", heard -> heard.entries().equals(Set.of(first, second)));
        PresenceEntry calling = alice.entry("s1", true);
        alice.bus.announce(calling);
        bob.heard.await("the change", heard -> heard.entries().equals(Set.of(calling, second)));
        alice.bus.withdraw("s2");
        alice.bus.withdraw("never announced");
        bob.heard.await("the withdrawal", heard -> heard.entries().equals(Set.of(calling)));
    }

    @Test
    void aNodeThatComesLaterSeesWhoIsThere() {
        Member alice = join("alice");
        Member bob = join("bob");
        alice.bus.announce(alice.entry("s1", true));
        bob.bus.announce(bob.entry("\u00e4 \ud83d\udcde \u0000", false));
        Member carol = join("carol");
        carol.heard.await("both entries", heard -> heard.entries()
                .equals(Set.of(alice.entry("s1", true), bob.entry("\u00e4 \ud83d\udcde \u0000", false))));
    }

    @Test
    void manyEntriesThatChangeOftenEndUpAsTheyAre() {
        Member alice = join("alice");
        Member bob = join("bob");
        meet(alice, bob);
        Random random = new Random(11);
        Set<PresenceEntry> expected = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            String session = "session " + i;
            for (int change = random.nextInt(4); change >= 0; change--) {
                alice.bus.announce(alice.entry(session, change == 0));
            }
            if (random.nextInt(3) == 0) {
                alice.bus.withdraw(session);
            } else {
                expected.add(alice.entry(session, true));
            }
        }
        bob.heard.await("the final entries", heard -> heard.entries().equals(expected));
    }

    @Test
    void anEntryOfAnotherNodeIsRefused() {
        Member alice = join("alice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alice.bus.announce(new PresenceEntry("t", "u", "d", "s", "bob", false)));
    }

    @Test
    void aSlowListenerHoldsNobodyElseUpAndHasWhatWasTakenForIt() {
        Member alice = join("alice");
        Member bob = join("bob");
        Member carol = join("carol");
        meet(alice, bob, carol);
        bob.heard.hold();
        List<CompletableFuture<?>> sent = new ArrayList<>(); // not one after the other: bob would be held for long
        for (int i = 0; i < FRAMES; i++) {
            sent.add(alice.send("bob", "" + i));
        }
        sent.forEach(BusContract::await);
        await(alice.send("carol", "meanwhile"));
        carol.heard.await("a frame", heard -> !heard.framesFrom("alice").isEmpty());
        bob.heard.letGo();
        bob.heard.await("all frames", heard -> heard.framesFrom("alice").size() >= FRAMES);
        assertThat(bob.heard.framesFrom("alice")).isEqualTo(numbered("", FRAMES));
    }

    @Test
    void aSuccessorTakesOverAndNobodyTakesTheNodeForGone() {
        Member alice = join("alice");
        Member bob = join("bob");
        alice.bus.announce(alice.entry("s1", false));
        meet(alice, bob);
        bob.heard.await("the entry", heard -> heard.entries().size() == 1);
        Member successor = join("alice");
        successor.bus.announce(alice.entry("s1", false));
        successor.heard.await("a connection", RecordingBusListener::isConnected);
        await(bob.send("alice", "to either"));
        successor.heard.await(
                "the frame, by one of the two",
                heard -> heard.framesFrom("bob").contains("to either")
                        || alice.heard.framesFrom("bob").contains("to either"));
        alice.bus.close();
        await(bob.send("alice", "to the successor"));
        successor.heard.await("the frame", heard -> heard.framesFrom("bob").contains("to the successor"));
        sendUntilTaken(successor, "bob", "from the successor");
        bob.heard.await("the frame", heard -> heard.framesFrom("alice").contains("from the successor"));
        successor.bus.announce(alice.entry("s2", false));
        bob.heard.await("both entries", heard -> heard.entries()
                .equals(Set.of(alice.entry("s1", false), alice.entry("s2", false))));
        List<Set<String>> memberships = bob.heard.memberships();
        assertThat(memberships.subList(memberships.indexOf(Set.of("alice")), memberships.size()))
                .allMatch(nodes -> nodes.contains("alice"));
    }

    @Test
    void afterAFailureFramesArriveAndEntriesAreWhatTheyWere() throws Exception {
        Member alice = join("alice");
        Member bob = join("bob");
        alice.bus.announce(alice.entry("s1", false));
        alice.bus.announce(alice.entry("s2", false));
        meet(alice, bob);
        bob.heard.await("the entries", heard -> heard.entries().size() == 2);
        fail();
        alice.bus.withdraw("s1");
        alice.bus.announce(alice.entry("s3", true));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (int i = 0; bob.heard.framesFrom("alice").isEmpty(); i++) { // what is refused, or gets lost, is sent again
            assertThat(System.nanoTime()).as("no frame ever arrived").isLessThan(deadline);
            try {
                await(alice.send("bob", "again " + i));
            } catch (CompletionException refused) {
                assertThat(refused).hasCauseInstanceOf(BusException.class);
            }
        }
        bob.heard.await("the entries as they are", heard -> heard.entries()
                .equals(Set.of(alice.entry("s2", false), alice.entry("s3", true))));
        assertThat(bob.heard.nodes()).containsExactly("alice");
    }

    @Test
    void aClosedBusTakesNothingAndTellsNothing() {
        Member alice = join("alice");
        Member bob = join("bob");
        meet(alice, bob);
        bob.bus.close();
        int before = bob.heard.framesFrom("alice").size();
        bob.bus.close();
        assertThatThrownBy(() -> await(bob.send("alice", "too late"))).hasCauseInstanceOf(BusException.class);
        bob.bus.announce(bob.entry("s1", false));
        bob.bus.withdraw("s1");
        await(alice.send("bob", "too late"));
        alice.heard.await("bob's end", heard -> heard.nodes().isEmpty());
        assertThat(bob.heard.framesFrom("alice")).hasSize(before);
    }

    private Member join(String node) {
        RecordingBusListener listener = new RecordingBusListener();
        Bus bus = factory.open(new BusNode(node, 1), listener);
        opened.add(bus);
        listeners.add(listener);
        return new Member(node, bus, listener);
    }

    private static void meet(Member... members) {
        for (Member member : members) {
            member.heard.await(
                    "all others", heard -> heard.nodes().size() == members.length - 1 && heard.isConnected());
        }
    }

    /** A bus that finds its place taken by another of its node connects anew, and refuses frames until it has. */
    private static void sendUntilTaken(Member from, String to, String text) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (boolean taken = false; !taken; ) {
            assertThat(System.nanoTime()).as("%s was never taken", text).isLessThan(deadline);
            try {
                await(from.send(to, text));
                taken = true;
            } catch (CompletionException refused) {
                assertThat(refused).hasCauseInstanceOf(BusException.class);
            }
        }
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    private static void await(CompletableFuture<?> stage) {
        stage.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** A node of the test. */
    private record Member(String node, Bus bus, RecordingBusListener heard) {
        CompletableFuture<?> send(String to, String text) {
            return bus.send(to, text.getBytes(StandardCharsets.UTF_8)).toCompletableFuture();
        }

        PresenceEntry entry(String session, boolean inCall) {
            return new PresenceEntry("default", "user", "device", session, node, inCall);
        }
    }
}
