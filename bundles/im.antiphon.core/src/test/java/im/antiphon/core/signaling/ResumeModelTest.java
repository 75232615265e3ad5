// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a handful of clients whose connections break at any moment, in either direction, noticed or not, and who
 * come back in time, late, with the right, an old or no token, say things twice, read slowly or not at all. Whatever
 * happens: a client that keeps its session is told everything once and in order, what it is acknowledged has taken effect
 * once, and nothing is left behind of those that are gone. A failure prints the seed of its life.
 */
class ResumeModelTest {
    private static final long SEED = 20_261_122L;
    private static final int LIVES = 1_000;
    private static final int STEPS = 100;
    private static final int CLIENTS = 4;

    @Test
    void nothingIsLostOrDoubledOrLeftBehind() {
        for (int life = 0; life < LIVES; life++) {
            long seed = SEED + life;
            try {
                live(seed);
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static void live(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        World world = new World(random);
        for (int step = 0; step < STEPS; step++) {
            world.clients.get(random.nextInt(CLIENTS)).step(random);
            if (random.nextInt(25) == 0) {
                world.pass(random.nextInt(20_000));
            }
        }
        world.settle();
        world.compare();
        world.end(random);
    }

    /** The service, and what a bystander knows of its sessions. */
    static final class World implements SignalingListener {
        final SignalingBench bench;
        final List<ModelClient> clients = new ArrayList<>();
        final Map<String, String> states = new HashMap<>();

        int numbers;

        World(SplittableRandom random) {
            Retention retention = new Retention(30, random.nextInt(12, 200), random.nextInt(4_000, 100_000), CLIENTS);
            bench = new SignalingBench(new SignalingLimits(CLIENTS - random.nextInt(2), 10_000, 1, 15, 30, retention));
            bench.service.addListener(this);
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new ModelClient(this));
            }
        }

        /** Connections that are gone without the server's having noticed. */
        final List<Runnable> halfOpen = new ArrayList<>();

        void pass(int millis) {
            if (millis > 10_000) {
                halfOpen.forEach(Runnable::run);
                halfOpen.clear();
            }
            bench.time.advanceMillis(millis);
            bench.deadlines.handleTimeout(bench.time.nowNanos());
        }

        private void move(SignalingSession session, String to, List<String> permitted) {
            String from = states.getOrDefault(session.id(), "none");
            assertThat(permitted).as("%s %s after %s", session.id(), to, from).contains(from);
            states.put(session.id(), to);
        }

        @Override
        public void onOpened(SignalingSession session) {
            move(session, "attached", List.of("none"));
        }

        @Override
        public void onDetached(SignalingSession session) {
            move(session, "detached", List.of("attached"));
        }

        @Override
        public void onResumed(SignalingSession session) {
            move(session, "attached", List.of("detached"));
        }

        @Override
        public void onEnded(SignalingSession session, String reason) {
            move(session, "ended", List.of("attached", "detached"));
        }

        boolean isAlive(String sessionId) {
            return List.of("attached", "detached").contains(states.getOrDefault(sessionId, "none"));
        }

        /** All connections work from now on, and everybody reads until nobody has anything to say. */
        void settle() {
            for (int round = 0; round < 4; round++) {
                pass(10_001); // three of them: whom nobody comes back to is given up
                for (ModelClient client : clients) {
                    client.comeBack(false);
                }
                boolean busy = true;
                while (busy) {
                    busy = false;
                    for (ModelClient client : clients) {
                        busy |= client.exchange();
                    }
                }
            }
        }

        /** What clients know is what there is. */
        void compare() {
            Map<String, Integer> rooms = new HashMap<>();
            for (ModelClient client : clients) {
                assertThat(client.unanswered)
                        .as("unanswered by %s", client.sessionId)
                        .isEmpty();
                String room = client.room;
                if (room != null) {
                    rooms.merge(room, 1, Integer::sum);
                    assertThat(client.others)
                            .as("whom %s sees", client.sessionId)
                            .containsExactlyInAnyOrderElementsOf(clients.stream()
                                    .filter(other -> other != client && room.equals(other.room))
                                    .map(other -> other.sessionId)
                                    .toList());
                }
            }
            assertThat(bench.rooms()).isEqualTo(rooms);
            clients.forEach(ModelClient::assertAcknowledgedMessagesArrived);
        }

        void end(SplittableRandom random) {
            for (ModelClient client : clients) {
                client.leaveForGood(random.nextBoolean());
            }
            pass(30_000);
            assertThat(bench.sessions.list()).isEmpty();
            assertThat(bench.rooms()).isEmpty();
            assertThat(bench.deadlines.size()).isZero();
            assertThat(bench.service.directory().users()).isZero();
            assertThat(states.values()).containsOnly("ended");
        }
    }
}
