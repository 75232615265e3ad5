package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HeapStoreTest {
    private long nowNanos;
    private final HeapStore store = new HeapStore(1_000, () -> nowNanos);

    @Test
    void refusesWhatIsBeyondItsCapacityUntilSomethingHasExpired() {
        assertThat(write("first", 700)).isCompleted();
        assertThat(write("second", 700)).isCompletedExceptionally();
        nowNanos += Duration.ofMinutes(1).toNanos();
        assertThat(write("second", 700)).isCompleted();
        assertThat(store.read("first").toCompletableFuture().join()).isNull();
    }

    private CompletableFuture<?> write(String key, int bytes) {
        return store.write(Map.of(key, new byte[bytes]), Duration.ofMinutes(1)).toCompletableFuture();
    }
}
