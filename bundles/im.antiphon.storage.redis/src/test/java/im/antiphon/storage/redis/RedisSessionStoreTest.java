// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.storage.StorageException;
import im.antiphon.testkit.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedisSessionStoreTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void withoutAServerCallsFailAndWithOneTheyDoNot() throws Exception {
        RedisProcess redis = RedisProcess.start(folder);
        redis.kill();
        try (RedisServer server = new RedisServer(new RedisSettings(redis.uri(), PATIENCE, 100))) {
            RedisSessionStore store = new RedisSessionStore(server, "sessions");
            assertRefused(store.read("key"));
            assertRefused(store.write(Map.of("key", new byte[1]), HOUR));
            assertThatThrownBy(() -> store.records().next()).isInstanceOf(StorageException.class);
            redis.startAgain();
            await(store.write(Map.of("key", new byte[1]), HOUR));
            assertThat(await(store.read("key"))).hasSize(1);
        } finally {
            redis.close();
        }
    }

    @Test
    void aLostServerIsFoundAgainAndHasWhatItAcknowledged() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder);
                RedisServer server = new RedisServer(new RedisSettings(redis.uri(), PATIENCE, 8192))) {
            RedisSessionStore store = new RedisSessionStore(server, "sessions");
            await(store.write(Map.of("one", new byte[1], "two", new byte[2]), HOUR));
            redis.kill();
            redis.startAgain();
            byte[] read = null;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (read == null) {
                assertThat(System.nanoTime()).as("never connected again").isLessThan(deadline);
                try {
                    read = await(store.read("two"));
                } catch (CompletionException notYet) {
                    assertThat(notYet).hasCauseInstanceOf(StorageException.class);
                }
            }
            assertThat(read).hasSize(2);
        }
    }

    @Test
    void moreCommandsThanMayWaitAreRefused() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder);
                RedisServer server = new RedisServer(new RedisSettings(redis.uri(), PATIENCE, 10))) {
            RedisSessionStore store = new RedisSessionStore(server, "sessions");
            List<CompletableFuture<?>> writes = new ArrayList<>();
            byte[] large = new byte[1 << 20];
            redis.command("CLIENT PAUSE 600000 WRITE"); // however slow this thread is, none is answered meanwhile
            for (int i = 0; i < 100; i++) {
                writes.add(store.write(Map.of("key " + i, large), HOUR).toCompletableFuture());
            }
            redis.command("CLIENT UNPAUSE");
            int refused = 0;
            for (CompletableFuture<?> write : writes) {
                try {
                    await(write);
                } catch (CompletionException failure) {
                    assertThat(failure).hasMessageContaining("too many commands");
                    refused++;
                }
            }
            assertThat(refused).isEqualTo(90);
            await(store.write(Map.of("key", new byte[1]), HOUR));
        }
    }

    private static void assertRefused(CompletionStage<?> stage) {
        assertThatThrownBy(() -> await(stage)).hasCauseInstanceOf(StorageException.class);
    }

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
