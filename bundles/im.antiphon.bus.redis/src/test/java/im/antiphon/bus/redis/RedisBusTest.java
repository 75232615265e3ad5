// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusException;
import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.bus.PresenceEntry;
import im.antiphon.testkit.RedisProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to Redis: its stream, its leases, its failures. */
final class RedisBusTest {
    private static final Duration NODE_TIME = Duration.ofSeconds(12);
    private static final int STREAM_LENGTH = 1_000;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private final List<Bus> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(Bus::close);
    }

    @Test
    void aBusWithoutAServerIsOpenAndRefusesFramesUntilThereIsOne() throws Exception {
        try (RedisProcess redis = RedisProcess.startForgetful(folder)) {
            redis.kill();
            Node alice = open(redis, "alice");
            Node bob = open(redis, "bob");
            assertThat(alice.refuses("bob")).isTrue();
            redis.startAgain();
            eventually("a frame arrives", () -> !alice.refuses("bob") && !bob.frames.isEmpty());
        }
    }

    @Test
    void whatHasBeenHandledIsTrimmedFromTheStream() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder)) {
            Node alice = open(redis, "alice");
            Node bob = open(redis, "bob");
            eventually("both are there", () -> alice.nodes.contains("bob") && bob.connections.get() > 0);
            for (int i = 0; i < 100; i++) {
                alice.send("bob", "" + i);
            }
            eventually("all frames have come", () -> bob.frames.size() == 100);
            eventually("the stream is empty", () -> command(redis, "XLEN antiphon:{test}:node:bob")
                    .equals(":0"));
        }
    }

    @Test
    void aStreamThatNobodyReadsGrowsToItsLengthAndEnds() throws Exception {
        try (RedisProcess redis = RedisProcess.startForgetful(folder)) {
            Node alice = open(redis, "alice");
            assertThat(command(redis, "XADD antiphon:{test}:node:bob * f x")).isNotEmpty(); // of a node that hangs
            eventually("alice is connected", () -> alice.connections.get() > 0);
            for (int i = 0; i < 3 * STREAM_LENGTH; i++) {
                alice.send("bob", "" + i);
            }
            int length = Integer.parseInt(
                    command(redis, "XLEN antiphon:{test}:node:bob").substring(1));
            assertThat(length).isBetween(STREAM_LENGTH, STREAM_LENGTH + 200); // trimmed by whole nodes of the tree
            int lives = Integer.parseInt(
                    command(redis, "PTTL antiphon:{test}:node:alice").substring(1));
            assertThat(lives).isBetween(1, 4 * (int) NODE_TIME.toMillis());
        }
    }

    @Test
    void framesInAServerThatKeepsThemSurviveItsEnd() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder)) {
            Node alice = open(redis, "alice");
            Node bob = open(redis, "bob");
            eventually("both are there", () -> alice.nodes.contains("bob") && bob.nodes.contains("alice"));
            eventually("alice knows that she is connected", () -> alice.connections.get() > 0);
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 50; i++) {
                    alice.send("bob", round + " " + i);
                }
                int before = alice.connections.get();
                redis.kill();
                redis.startAgain();
                eventually("alice is connected again", () -> alice.connections.get() > before);
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 50; i++) {
                    String frame = round + " " + i;
                    eventually(frame + " has come", () -> bob.frames.contains(frame));
                }
            }
            assertThat(alice.departures.get() + bob.departures.get()).isZero();
        }
    }

    @Test
    void connectionsThatAreCutAreMadeAgainAndNobodyIsTakenForGone() throws Exception {
        try (RedisProcess redis = RedisProcess.startForgetful(folder)) {
            Node alice = open(redis, "alice");
            Node bob = open(redis, "bob");
            bob.bus.announce(new PresenceEntry("t", "u", "d", "s1", "bob", false));
            eventually("bob's entry is seen", () -> alice.sessions.equals(List.of("bob/s1")));
            eventually(
                    "both know that they are connected",
                    () -> alice.connections.get() > 0 && bob.connections.get() > 0);
            for (String type : List.of("normal", "pubsub")) {
                int before = alice.connections.get();
                int beforeOfBob = bob.connections.get();
                command(redis, "CLIENT KILL TYPE " + type);
                eventually(
                        "both are connected again",
                        () -> alice.connections.get() > before && bob.connections.get() > beforeOfBob);
                String session = "s-" + type;
                bob.bus.announce(new PresenceEntry("t", "u", "d", session, "bob", false));
                eventually("the change is seen", () -> alice.sessions.contains("bob/" + session));
                alice.send("bob", type);
                eventually("the frame has come", () -> bob.frames.contains(type));
            }
            assertThat(alice.departures.get() + bob.departures.get()).isZero();
        }
    }

    @Test
    void aServerThatForgotEverythingWithoutGoingIsToldAgain() throws Exception {
        try (RedisProcess redis = RedisProcess.startForgetful(folder)) {
            Node alice = open(redis, "alice");
            Node bob = open(redis, "bob");
            bob.bus.announce(new PresenceEntry("t", "u", "d", "s1", "bob", false));
            eventually("bob's entry is seen", () -> alice.sessions.equals(List.of("bob/s1")));
            command(redis, "FLUSHALL");
            Node carol = open(redis, "carol");
            eventually("a newcomer sees it", () -> carol.sessions.equals(List.of("bob/s1")));
            // a bus that finds its lease gone attaches again, and refuses frames until it has
            eventually("a frame is taken", () -> !alice.refuses("bob"));
            eventually("the frame has come", () -> bob.frames.contains("try"));
        }
    }

    private Node open(RedisProcess redis, String node) {
        Node listener = new Node(redis, node);
        opened.add(listener.bus);
        return listener;
    }

    private static String command(RedisProcess redis, String line) {
        try {
            return redis.command(line);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static void eventually(String what, BooleanSupplier isSo) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as("never happened: %s", what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** A node of the test and what it has heard. */
    private static final class Node implements BusListener {
        private final List<String> frames = new CopyOnWriteArrayList<>();
        private final List<String> sessions = new CopyOnWriteArrayList<>();
        private final AtomicInteger connections = new AtomicInteger();
        private final AtomicInteger departures = new AtomicInteger();
        private volatile Set<String> nodes = Set.of();
        private final Bus bus;

        Node(RedisProcess redis, String node) {
            bus = RedisBus.open(
                    new RedisBusSettings(redis.uri(), "test", NODE_TIME, Duration.ofSeconds(20), STREAM_LENGTH, 16_384),
                    new BusNode(node, 1),
                    this);
        }

        void send(String to, String text) {
            bus.send(to, text.getBytes(StandardCharsets.UTF_8))
                    .toCompletableFuture()
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        }

        boolean refuses(String to) {
            try {
                send(to, "try");
                return false;
            } catch (CompletionException refused) {
                assertThat(refused).hasCauseInstanceOf(BusException.class);
                return true;
            }
        }

        @Override
        public void onFrame(String fromNode, byte[] frame) {
            frames.add(new String(frame, StandardCharsets.UTF_8));
        }

        @Override
        public void onNodes(Set<String> now) {
            if (!now.containsAll(nodes)) {
                departures.incrementAndGet();
            }
            nodes = now;
        }

        @Override
        public void onPresence(String node, List<PresenceEntry> entries) {
            sessions.removeIf(session -> session.startsWith(node + "/"));
            entries.forEach(this::onAnnounced);
        }

        @Override
        public void onAnnounced(PresenceEntry entry) {
            sessions.add(entry.node() + "/" + entry.session());
        }

        @Override
        public void onWithdrawn(String node, String session) {
            sessions.remove(node + "/" + session);
        }

        @Override
        public void onConnected() {
            connections.incrementAndGet();
        }
    }
}
