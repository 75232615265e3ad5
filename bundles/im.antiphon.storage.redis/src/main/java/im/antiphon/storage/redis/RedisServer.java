// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.redis;

import im.antiphon.api.storage.StorageException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of all stores of a plugin. Made by the first command; where that fails, by the next one. A connection
 * that is lost is made again by the library, which holds commands back meanwhile until their time is up. Two threads of the
 * library serve it; stages complete on them. Safe from any thread.
 */
public final class RedisServer implements AutoCloseable {
    private static final int THREADS = 2; // the least the library takes

    private final RedisSettings settings;
    private final AtomicInteger commands = new AtomicInteger();

    // guarded by this
    private @Nullable ClientResources resources;
    private @Nullable RedisClient client;
    private @Nullable CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection;
    private boolean closed;

    /** Does not connect yet. */
    public RedisServer(RedisSettings settings) {
        this.settings = settings;
    }

    /** The answer to a command; fails with StorageException and nothing else. */
    <T extends @Nullable Object> CompletableFuture<T> send(
            Function<RedisAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> command) {
        if (commands.incrementAndGet() > settings.maximumCommands()) {
            commands.decrementAndGet();
            return CompletableFuture.failedFuture(new StorageException(
                    "too many commands wait for Redis (expected: <= " + settings.maximumCommands() + ")"));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        connection().thenCompose(made -> command.apply(made.async())).whenComplete((value, failure) -> {
            commands.decrementAndGet();
            if (failure == null) {
                answer.complete(value);
            } else {
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                answer.completeExceptionally(
                        cause instanceof StorageException refused
                                ? refused
                                : new StorageException("Redis: " + cause.getMessage(), cause));
            }
        });
        return answer;
    }

    @Override
    public void close() {
        ClientResources former;
        RedisClient ended;
        synchronized (this) {
            closed = true;
            former = resources;
            ended = client;
            connection = null;
        }
        if (ended != null) {
            ended.shutdown(0, settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        }
        if (former != null) {
            former.shutdown(0, settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(settings.timeout().toMillis());
        }
    }

    private synchronized CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection() {
        if (closed) {
            return CompletableFuture.failedFuture(new StorageException("the store is closed"));
        }
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> made = connection;
        if (made == null || made.isCompletedExceptionally()) {
            RedisURI uri = RedisURI.create(settings.uri());
            uri.setTimeout(settings.timeout());
            made = client().connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
            connection = made;
        }
        return made;
    }

    private RedisClient client() {
        RedisClient made = client;
        if (made == null) {
            ClientResources threads = DefaultClientResources.builder()
                    .ioThreadPoolSize(THREADS)
                    .computationThreadPoolSize(THREADS)
                    .build();
            resources = threads;
            made = RedisClient.create(threads);
            made.setOptions(ClientOptions.builder()
                    .requestQueueSize(settings.maximumCommands())
                    .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
                    .socketOptions(SocketOptions.builder()
                            .connectTimeout(settings.timeout())
                            .build())
                    .build());
            client = made;
        }
        return made;
    }
}
