// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import static im.antiphon.core.cluster.TestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.bus.BusFactory;
import im.antiphon.bus.redis.RedisBus;
import im.antiphon.bus.redis.RedisBusSettings;
import im.antiphon.testkit.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis that is killed, with and without its memory, while messages are under way. */
final class ClusterOverRedisTest {
    private static final int MESSAGES = 10_000;
    private static final int WAITING = 2_000;

    @TempDir
    Path folder;

    @Test
    void ofTenThousandMessagesNoneIsLostAndNoneComesTwiceWhileRedisIsKilledAndForgetsThemAll() throws Exception {
        try (RedisProcess redis = RedisProcess.startForgetful(folder)) {
            exchangeWhileItIsKilled(redis, 4);
        }
    }

    @Test
    void norWhileItIsKilledAndComesBackWithWhatItHad() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder)) {
            exchangeWhileItIsKilled(redis, 2);
        }
    }

    private void exchangeWhileItIsKilled(RedisProcess redis, int kills) throws Exception {
        RedisBusSettings settings = new RedisBusSettings(
                redis.uri(), "test", Duration.ofSeconds(15), Duration.ofSeconds(5), 100_000, 16_384);
        BusFactory bus = (node, listener) -> RedisBus.open(settings, node, listener);
        try (TestNode alice = new TestNode("alice", 1, bus);
                TestNode bob = new TestNode("bob", 1, bus)) {
            alice.awaitNodes("bob");
            bob.awaitNodes("alice");
            alice.cluster.presence().announce(alice.entry("Ada", "s1", false));
            AtomicInteger waiting = new AtomicInteger();
            AtomicInteger failed = new AtomicInteger();
            for (int i = 0; i < MESSAGES; i++) {
                send(alice, "bob", i, waiting, failed);
                send(bob, "alice", i, waiting, failed);
                if (i % (MESSAGES / kills) == MESSAGES / kills / 2) {
                    redis.kill();
                    alice.cluster.presence().announce(alice.entry("Ada", "s1", i % 2 == 0));
                    redis.startAgain();
                }
            }
            eventually("everything is acknowledged", () -> waiting.get() == 0);
            assertThat(failed).hasValue(0);
            assertThat(bob.heard).isEqualTo(numbered("alice"));
            assertThat(alice.heard).isEqualTo(numbered("bob"));
            assertThat(alice.gone).isEmpty();
            assertThat(bob.gone).isEmpty();
            alice.cluster.presence().announce(alice.entry("Ada", "s2", true));
            eventually(
                    "presence is as it should be",
                    () -> bob.cluster.presence().find("default", "Ada").size() == 2);
        }
    }

    private static void send(TestNode from, String to, int number, AtomicInteger waiting, AtomicInteger failed) {
        eventually("there is room", () -> waiting.get() < WAITING);
        waiting.incrementAndGet();
        from.send(to, "" + number).whenComplete((done, failure) -> {
            waiting.decrementAndGet();
            if (failure != null) {
                failed.incrementAndGet();
            }
        });
    }

    private static List<String> numbered(String from) {
        return IntStream.range(0, MESSAGES).mapToObj(i -> from + ":" + i).toList();
    }
}
