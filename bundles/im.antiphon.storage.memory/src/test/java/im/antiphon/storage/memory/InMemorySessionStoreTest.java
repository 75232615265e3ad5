// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.storage.StorageException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class InMemorySessionStoreTest {
    private static final int ROOM_FOR_TWO = 2 * InMemorySessionStore.OVERHEAD_BYTES + 300;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private long nowNanos;
    private final InMemorySessionStore store = new InMemorySessionStore(ROOM_FOR_TWO, () -> nowNanos);

    @Test
    void refusesWhatItHasNoRoomForAndKeepsWhatItHas() {
        write("one", new byte[100]);
        write("two", new byte[100]);
        assertThatThrownBy(() -> write("three", new byte[100]))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StorageException.class)
                .hasMessageContaining("full");
        assertThat(read("one")).hasSize(100);
        assertThat(read("three")).isNull();
        write("one", new byte[110]);
        write("two", null);
        write("three", new byte[100]);
    }

    @Test
    void expiredRecordsMakeRoom() {
        write("one", new byte[100]);
        nowNanos += MINUTE.toNanos() / 2;
        write("two", new byte[100]);
        nowNanos += MINUTE.toNanos() / 2;
        write("three", new byte[100]);
        assertThat(read("one")).isNull();
        assertThat(read("two")).hasSize(100);
    }

    @Test
    void aRecordLivesForItsTimeToTheNanosecond() {
        write("one", new byte[1]);
        nowNanos += MINUTE.toNanos() - 1;
        assertThat(read("one")).hasSize(1);
        nowNanos += 1;
        assertThat(read("one")).isNull();
    }

    private void write(String key, byte @Nullable [] value) {
        Map<String, byte @Nullable []> batch = new HashMap<>();
        batch.put(key, value);
        store.write(batch, MINUTE).toCompletableFuture().join();
    }

    private byte @Nullable [] read(String key) {
        return store.read(key).toCompletableFuture().join();
    }
}
