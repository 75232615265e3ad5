// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.redis;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.StorageException;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.api.storage.StoredRecord;
import im.antiphon.api.storage.StoredRecords;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Records in a Redis server, as strings that expire by the server's own clock, under <code>antiphon:{name}:key</code>; the
 * braces put all records of a store into one slot of a cluster. Durable means: acknowledged by the server. What that is
 * worth when the server stops is its configuration ({@code appendfsync}).
 *
 * <p>A single record is one {@code SET … PX}; a batch is one script, which the server carries out as a whole and alone. So
 * calls of many threads share a connection without a transaction of theirs getting mixed up.
 *
 * <p>Stages complete on the connection's threads.
 */
public final class RedisSessionStore implements SessionStore {
    /** KEYS: the records. ARGV: time to live in ms, then for each key "-" to remove it or "+" with the value. */
    private static final byte[] WRITE_ALL =
            """
            for i, key in ipairs(KEYS) do
              local change = ARGV[i + 1]
              if string.byte(change) == 43 then
                redis.call('SET', key, string.sub(change, 2), 'PX', ARGV[1])
              else
                redis.call('DEL', key)
              end
            end
            return 1
            """
                    .getBytes(StandardCharsets.UTF_8);

    private static final int SCANNED_AT_ONCE = 256;

    private final RedisServer server;
    private final byte[] prefix;

    // guarded by this
    private int underWay;
    private boolean closed;

    /** Does not connect yet. */
    public RedisSessionStore(RedisServer server, String name) {
        this.server = server;
        this.prefix = ("antiphon:{" + StoreLimits.requireName(name) + "}:").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public CompletionStage<@Nullable Void> write(Map<String, byte @Nullable []> records, Duration timeToLive) {
        StoreLimits.requireWrite(records, timeToLive);
        byte[][] keys = new byte[records.size()][];
        byte[][] arguments = new byte[records.size() + 1][];
        arguments[0] = Long.toString(timeToLive.toMillis()).getBytes(StandardCharsets.US_ASCII);
        int i = 0;
        for (Map.Entry<String, byte @Nullable []> record : records.entrySet()) {
            keys[i] = prefixed(record.getKey());
            arguments[++i] = change(record.getValue());
        }
        if (!begin()) {
            return CompletableFuture.failedFuture(closedStore());
        }
        CompletableFuture<?> written;
        if (keys.length == 0) {
            written = CompletableFuture.completedFuture(null);
        } else if (keys.length > 1) {
            written =
                    server.send(commands -> commands.<Long>eval(WRITE_ALL, ScriptOutputType.INTEGER, keys, arguments));
        } else if (arguments[1][0] == '-') {
            written = server.send(commands -> commands.del(keys[0]));
        } else {
            byte[] value = Arrays.copyOfRange(arguments[1], 1, arguments[1].length);
            written = server.send(commands -> commands.set(keys[0], value, SetArgs.Builder.px(timeToLive.toMillis())));
        }
        CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();
        written.whenComplete((done, failure) -> {
            end();
            if (failure == null) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    @Override
    public CompletionStage<byte @Nullable []> read(String key) {
        byte[] prefixed = prefixed(key);
        if (!begin()) {
            return CompletableFuture.failedFuture(closedStore());
        }
        CompletableFuture<byte @Nullable []> answer = new CompletableFuture<>();
        server.<byte @Nullable []>send(commands -> commands.get(prefixed)).whenComplete((value, failure) -> {
            end();
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    /** The pass is a {@code SCAN}: it holds nothing in the server. */
    @Override
    public StoredRecords records() {
        if (isClosed()) {
            throw closedStore();
        }
        return new Pass();
    }

    /** Waits for what is under way, which fails in the end where the server does not answer. */
    @Override
    public synchronized void close() {
        closed = true;
        boolean interrupted = false;
        while (underWay > 0) {
            try {
                wait();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean begin() {
        if (closed) {
            return false;
        }
        underWay++;
        return true;
    }

    private synchronized void end() {
        underWay--;
        notifyAll();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private byte[] prefixed(String key) {
        byte[] bytes = StoreLimits.requireKey(key);
        byte[] prefixed = Arrays.copyOf(prefix, prefix.length + bytes.length);
        System.arraycopy(bytes, 0, prefixed, prefix.length, bytes.length);
        return prefixed;
    }

    private static byte[] change(byte @Nullable [] value) {
        if (value == null) {
            return new byte[] {'-'};
        }
        byte[] change = new byte[1 + value.length];
        change[0] = '+';
        System.arraycopy(value, 0, change, 1, value.length);
        return change;
    }

    private static StorageException closedStore() {
        return new StorageException("the store is closed");
    }

    private final class Pass implements StoredRecords {
        /** A record whose answers are under way. */
        private record Asked(
                String key, CompletableFuture<byte @Nullable []> value, CompletableFuture<Long> timeToLiveMillis) {}

        private final Queue<Asked> asked = new ArrayDeque<>();
        private ScanCursor cursor = ScanCursor.INITIAL;

        @Override
        public @Nullable StoredRecord next() {
            while (true) {
                Asked next = asked.poll();
                if (next == null) {
                    if (cursor.isFinished()) {
                        return null;
                    }
                    scanOn();
                    continue;
                }
                byte[] value = await(next.value());
                long millis = await(next.timeToLiveMillis());
                if (value != null && millis > 0) {
                    return new StoredRecord(next.key(), value, Duration.ofMillis(millis));
                }
            }
        }

        @Override
        public void close() {
            asked.clear();
            cursor = ScanCursor.FINISHED;
        }

        private void scanOn() {
            if (isClosed()) {
                throw closedStore();
            }
            ScanCursor from = cursor;
            byte[] pattern = Arrays.copyOf(prefix, prefix.length + 1);
            pattern[prefix.length] = '*';
            KeyScanCursor<byte[]> found = await(server.send(commands ->
                    commands.scan(from, ScanArgs.Builder.matches(pattern).limit(SCANNED_AT_ONCE))));
            cursor = found;
            List<byte[]> keys = new ArrayList<>(found.getKeys());
            for (byte[] key : keys) {
                asked.add(new Asked(
                        new String(key, prefix.length, key.length - prefix.length, StandardCharsets.UTF_8),
                        server.send(commands -> commands.get(key)),
                        server.send(commands -> commands.pttl(key))));
            }
        }

        private static <T extends @Nullable Object> T await(CompletableFuture<T> answer) {
            try {
                return answer.join();
            } catch (CompletionException failure) {
                throw new StorageException("cannot read on", failure.getCause() == null ? failure : failure.getCause());
            }
        }
    }
}
