// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.plugin.Tenants;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionKind;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.session.RegisteredSession;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import im.antiphon.storage.redis.RedisServer;
import im.antiphon.storage.redis.RedisSessionStore;
import im.antiphon.storage.redis.RedisSettings;
import im.antiphon.testkit.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes keep their records in one Redis. */
class SharedStoreTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final int SESSIONS = 300;

    @TempDir
    Path folder;

    @Test
    void aNodeFindsTheSessionsOfItsFormerLifeAndNobodyElses() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder)) {
            List<String> first = live(redis, new NodeId("first"), NOW);
            List<String> second = live(redis, new NodeId("second"), NOW);
            assertThat(restored(redis, new NodeId("first"))).containsExactlyInAnyOrderElementsOf(first);
            assertThat(restored(redis, new NodeId("second"))).containsExactlyInAnyOrderElementsOf(second);
            assertThat(restored(redis, new NodeId("third"))).isEmpty();
        }
    }

    /** Runs a node until all its sessions are on record, and has it end as a killed one does. */
    private static List<String> live(RedisProcess redis, NodeId node, long now) {
        SessionRegistry registry = new SessionRegistry(node, () -> now);
        try (RedisServer server = server(redis)) {
            MetricRegistry metrics = new MetricRegistry();
            SessionJournal journal = journal(server, node, now, metrics);
            registry.addListener(journal);
            for (int i = 0; i < SESSIONS; i++) {
                RegisteredSession session = registry.open(SessionKind.SIGNALING, TestIdentities.ADA);
                session.activate();
            }
            awaitWritten(metrics);
            journal.close();
        }
        return registry.list().stream().map(Session::id).toList();
    }

    /** A journal that is closed has no more than two seconds for what waits, which a busy machine may need. */
    private static void awaitWritten(MetricRegistry metrics) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Counter written = metrics.counter("antiphon_session_records_total{result=\"written\"}");
        while (written.getCount() < SESSIONS) {
            assertThat(System.nanoTime())
                    .as("on record: %s", written.getCount())
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static List<String> restored(RedisProcess redis, NodeId node) {
        try (RedisServer server = server(redis);
                SessionJournal journal = journal(server, node, NOW + 1, new MetricRegistry())) {
            return journal.restore().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join().stream()
                    .map(SessionRecord::getId)
                    .toList();
        }
    }

    private static RedisServer server(RedisProcess redis) {
        return new RedisServer(new RedisSettings(redis.uri(), Duration.ofSeconds(20), 8192));
    }

    private static SessionJournal journal(RedisServer server, NodeId node, long now, MetricRegistry metrics) {
        return new SessionJournal(
                new RedisSessionStore(server, "sessions"),
                new PlainBreakers(),
                new JournalThreads(Runnable::run, Runnable::run),
                metrics,
                new SessionJournal.Settings(node, Tenants.DEFAULT, Duration.ofHours(1), () -> now));
    }

    /** Lets all calls through. */
    private static final class PlainBreakers implements Breakers {
        @Override
        public <T extends @Nullable Object> T call(
                String downstream, Callable<? extends T> call, Callable<? extends T> fallback) throws Exception {
            return call.call();
        }

        @Override
        public <T extends @Nullable Object> CompletionStage<T> callAsync(
                String downstream,
                Supplier<? extends CompletionStage<T>> call,
                Supplier<? extends CompletionStage<T>> fallback) {
            return call.get();
        }

        @Override
        public List<BreakerInfo> breakers() {
            return List.of();
        }
    }
}
