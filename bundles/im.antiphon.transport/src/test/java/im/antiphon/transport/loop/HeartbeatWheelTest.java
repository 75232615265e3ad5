// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HeartbeatWheelTest {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ManualTime time = new ManualTime();
    private final HeartbeatWheel wheel = new HeartbeatWheel(TICK, HEARTBEAT, TIMEOUT, time.nowNanos());

    @Test
    void asksForASignOfLifeEveryFifteenSeconds() {
        Peer peer = new Peer(wheel);
        for (int second = 1; second <= 60; second++) {
            peer.entry.touch();
            tick();
        }
        assertThat(peer.heartbeats).isEqualTo(4);
        assertThat(peer.silent).isZero();
    }

    @Test
    void givesUpAfterThirtySecondsAndOneMoreTick() {
        Peer peer = new Peer(wheel);
        ticks(30);
        assertThat(peer.silent).isZero();
        tick();
        assertThat(peer.silent).isEqualTo(1);
        assertThat(wheel.size()).isZero();
        ticks(100);
        assertThat(peer.silent).isEqualTo(1);
        assertThat(peer.heartbeats).isEqualTo(1);
    }

    @Test
    void aSignOfLifeInTheLastMomentSaves() {
        Peer peer = new Peer(wheel);
        ticks(30);
        peer.entry.touch();
        ticks(30);
        assertThat(peer.silent).isZero();
        tick();
        assertThat(peer.silent).isEqualTo(1);
    }

    @Test
    void aStalledLoopGivesGraceToAll() {
        Peer peer = new Peer(wheel);
        ticks(20);
        wheel.advance(time.advance(Duration.ofMinutes(10)));
        assertThat(peer.silent).isZero();
        ticks(8);
        assertThat(peer.silent).isZero();
        ticks(1);
        assertThat(peer.silent).isEqualTo(1);
    }

    @Test
    void aStallRightBeforeTheEndLeavesTimeToReadWhatIsWaiting() {
        Peer peer = new Peer(wheel);
        ticks(29);
        wheel.advance(time.advance(Duration.ofMinutes(10)));
        assertThat(peer.silent).isZero();
        peer.entry.touch();
        ticks(20);
        assertThat(peer.silent).isZero();
    }

    /** A client answers soon, but the loop reads that only when it runs again. */
    @Property(tries = 200)
    void howeverOftenTheLoopStallsNobodyWhoAnswersIsGivenUp(@ForAll long seed) {
        Random random = new Random(seed);
        Peer peer = new Peer(wheel);
        int answered = 0;
        int passesUntilRead = 0;
        for (int pass = 0; pass < 500; pass++) {
            int seconds = random.nextInt(4) == 0 ? random.nextInt(3_600) : 1;
            wheel.advance(time.advance(Duration.ofSeconds(seconds)));
            if (peer.heartbeats > answered && --passesUntilRead < 0) {
                answered = peer.heartbeats;
                peer.entry.touch();
                passesUntilRead = random.nextInt(5);
            }
        }
        assertThat(peer.silent).isZero();
        assertThat(peer.heartbeats).isPositive();
    }

    @Test
    void aCancelledEntryIsNeverCalledAgain() {
        Peer peer = new Peer(wheel);
        Peer other = new Peer(wheel);
        peer.entry.cancel();
        peer.entry.cancel();
        ticks(60);
        assertThat(peer.heartbeats + peer.silent).isZero();
        assertThat(other.silent).isEqualTo(1);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void anEntryMayCancelItsNeighboursWhileItIsCalled() {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            peers.add(new Peer(wheel));
        }
        peers.get(0).onHeartbeat = () -> peers.forEach(peer -> peer.entry.cancel());
        ticks(60);
        assertThat(peers.stream().mapToInt(peer -> peer.heartbeats).sum()).isEqualTo(1);
        assertThat(peers.stream().mapToInt(peer -> peer.silent).sum()).isZero();
    }

    @Test
    void visitsEachOnce() {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            peers.add(new Peer(wheel));
            if (i % 7 == 0) {
                tick();
            }
        }
        List<HeartbeatWheel.Watched> visited = new ArrayList<>();
        wheel.forEach(watched -> {
            visited.add(watched);
            ((Peer) watched).entry.cancel();
        });
        assertThat(visited).hasSize(100).doesNotHaveDuplicates();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void withoutHeartbeatOnlyTheTimeoutCounts() {
        HeartbeatWheel quiet = new HeartbeatWheel(TICK, Duration.ZERO, Duration.ofSeconds(200), time.nowNanos());
        Peer peer = new Peer(quiet);
        for (int i = 0; i < 200; i++) {
            quiet.advance(time.advance(TICK));
        }
        assertThat(peer.heartbeats + peer.silent).isZero();
        quiet.advance(time.advance(TICK));
        assertThat(peer.silent).isEqualTo(1);
    }

    @Test
    void refusesATimeoutShorterThanATick() {
        assertThatThrownBy(() -> new HeartbeatWheel(TICK, Duration.ZERO, Duration.ofMillis(1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("timeout: ");
    }

    /** Against a model that looks at every peer on every tick. */
    @Property(tries = 200)
    void agreesWithTheObvious(@ForAll long seed) {
        Random random = new Random(seed);
        ManualTime clock = new ManualTime();
        HeartbeatWheel tested = new HeartbeatWheel(TICK, HEARTBEAT, TIMEOUT, clock.nowNanos());
        List<Peer> peers = new ArrayList<>();
        List<int[]> heard = new ArrayList<>();
        for (int now = 0; now < 200; now++) {
            if (random.nextInt(3) == 0) {
                peers.add(new Peer(tested));
                heard.add(new int[] {now, 0});
            }
            for (int i = 0; i < peers.size(); i++) {
                if (random.nextInt(25) == 0 && peers.get(i).silent == 0) {
                    peers.get(i).entry.touch();
                    heard.get(i)[0] = now;
                }
            }
            tested.advance(clock.advance(TICK));
            for (int i = 0; i < peers.size(); i++) {
                // one tick of doubt after thirty of silence
                boolean gone = heard.get(i)[1] == 1 || now + 1 - heard.get(i)[0] > 30;
                heard.get(i)[1] = gone ? 1 : 0;
                assertThat(peers.get(i).silent).as("peer %d at %d", i, now + 1).isEqualTo(gone ? 1 : 0);
            }
        }
    }

    private void ticks(int count) {
        for (int i = 0; i < count; i++) {
            tick();
        }
    }

    private void tick() {
        wheel.advance(time.advance(TICK));
    }

    private static final class Peer implements HeartbeatWheel.Watched {
        private final HeartbeatWheel.Entry entry;
        private Runnable onHeartbeat = () -> {};
        private int heartbeats;
        private int silent;

        Peer(HeartbeatWheel wheel) {
            entry = wheel.watch(this);
        }

        @Override
        public void onHeartbeatDue() {
            heartbeats++;
            onHeartbeat.run();
        }

        @Override
        public void onSilent() {
            silent++;
        }
    }
}
