// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.Stores;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A store with writers that have keys of their own each: they know what was acknowledged, read what they like in between,
 * and have everything to read in the end.
 */
final class StoresUnderLoad implements KindUnderLoad {
    private static final int WRITERS = 4;
    private static final int KEYS_EACH = 250;
    private static final int WRITES_PER_ROUND = 10;
    private static final long PAUSE_MILLIS = 4;
    private static final Duration HOUR = Duration.ofHours(1);

    private final String plugin;
    private final SessionStore store;
    private final HeldUp heldUp = new HeldUp();
    private final Faults faults = new Faults();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Map<String, @Nullable Long>[] written;
    private final PacedLoad load;

    @SuppressWarnings({"unchecked", "rawtypes"})
    StoresUnderLoad(Stores stores, String plugin) {
        this.plugin = plugin;
        store = stores.open("swap-test");
        written = new Map[WRITERS];
        for (int i = 0; i < WRITERS; i++) {
            written[i] = new HashMap<>();
        }
        load = new PacedLoad(WRITERS, PAUSE_MILLIS, faults, this::round);
    }

    private void round(int writer) {
        for (int i = 0; i < WRITES_PER_ROUND; i++) {
            String key = "writer-" + writer + "-" + ThreadLocalRandom.current().nextInt(KEYS_EACH);
            Long number = ThreadLocalRandom.current().nextInt(8) == 0 ? null : numbers.incrementAndGet();
            Map<String, byte @Nullable []> batch = new HashMap<>();
            batch.put(
                    key,
                    number == null
                            ? null
                            : ByteBuffer.allocate(Long.BYTES).putLong(number).array());
            timed(() -> {
                store.write(batch, HOUR).toCompletableFuture().get(60, TimeUnit.SECONDS);
                return true;
            });
            written[writer].put(key, number);
            acknowledged.incrementAndGet();
        }
        String key = "writer-" + writer + "-" + ThreadLocalRandom.current().nextInt(KEYS_EACH);
        Optional<Long> there = timed(() -> read(key));
        Optional<Long> expected = Optional.ofNullable(written[writer].get(key));
        if (!there.equals(expected)) {
            faults.add(key + " is " + there + " instead of " + expected);
        }
    }

    private Optional<Long> read(String key) throws Exception {
        byte[] value = store.read(key).toCompletableFuture().get(60, TimeUnit.SECONDS);
        return Optional.ofNullable(value).map(bytes -> ByteBuffer.wrap(bytes).getLong());
    }

    private interface Call<T> {
        T call() throws Exception;
    }

    private <T> T timed(Call<T> call) {
        long began = System.nanoTime();
        try {
            return call.call();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        } finally {
            heldUp.took(System.nanoTime() - began);
        }
    }

    @Override
    public PluginKind kind() {
        return PluginKind.STORAGE;
    }

    @Override
    public String plugin() {
        return plugin;
    }

    @Override
    public int products() {
        return 1;
    }

    @Override
    public HeldUp heldUp() {
        return heldUp;
    }

    @Override
    public void verify() throws Exception {
        faults.verifyNone();
        load.close();
        for (Map<String, @Nullable Long> own : written) {
            for (Map.Entry<String, @Nullable Long> entry : own.entrySet()) {
                assertThat(read(entry.getKey())).as(entry.getKey()).isEqualTo(Optional.ofNullable(entry.getValue()));
            }
        }
        assertThat(acknowledged.get()).isPositive();
    }

    @Override
    public void close() throws Exception {
        load.close();
        store.close();
    }
}
