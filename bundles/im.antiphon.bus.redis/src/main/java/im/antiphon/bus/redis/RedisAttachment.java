// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The three connections of a bus: for commands, for the read that waits, and for what is published. They live and die
 * together: where one is lost the others are closed, and the bus makes three new ones.
 */
final class RedisAttachment {
    private final StatefulRedisConnection<byte[], byte[]> commands;
    private final StatefulRedisConnection<byte[], byte[]> reading;
    private final StatefulRedisPubSubConnection<byte[], byte[]> published;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RedisAttachment(
            StatefulRedisConnection<byte[], byte[]> commands,
            StatefulRedisConnection<byte[], byte[]> reading,
            StatefulRedisPubSubConnection<byte[], byte[]> published) {
        this.commands = commands;
        this.reading = reading;
        this.published = published;
    }

    /**
     * Connects.
     *
     * @param client does not connect again by itself
     * @param channel that is listened to
     * @param onPublished told of what is published there, on a thread of the library
     * @param onLost runs at least once, on a thread of the library, when a connection is lost
     */
    static CompletableFuture<RedisAttachment> make(
            RedisClient client, RedisURI uri, byte[] channel, Consumer<byte[]> onPublished, Runnable onLost) {
        return client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                .toCompletableFuture()
                .thenCompose(commands -> orElseClose(
                                commands,
                                client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                                        .toCompletableFuture()
                                        .thenCompose(reading -> orElseClose(
                                                reading,
                                                client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri)
                                                        .toCompletableFuture()
                                                        .thenCompose(published -> orElseClose(
                                                                published, listen(published, channel, onPublished)))
                                                        .thenApply(published ->
                                                                new RedisAttachment(commands, reading, published)))))
                        .thenApply(made -> {
                            made.watch(onLost);
                            return made;
                        }));
    }

    RedisAsyncCommands<byte[], byte[]> commands() {
        return commands.async();
    }

    RedisAsyncCommands<byte[], byte[]> reading() {
        return reading.async();
    }

    boolean isOpen() {
        return commands.isOpen() && reading.isOpen() && published.isOpen();
    }

    /** The second time does nothing. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            commands.closeAsync();
            reading.closeAsync();
            published.closeAsync();
        }
    }

    private void watch(Runnable onLost) {
        RedisConnectionStateListener listener = new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                onLost.run();
            }
        };
        commands.addListener(listener);
        reading.addListener(listener);
        published.addListener(listener);
    }

    private static CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> listen(
            StatefulRedisPubSubConnection<byte[], byte[]> connection, byte[] channel, Consumer<byte[]> onPublished) {
        connection.addListener(new RedisPubSubAdapter<byte[], byte[]>() {
            @Override
            public void message(byte[] ofChannel, byte[] message) {
                onPublished.accept(message);
            }
        });
        return connection.async().subscribe(channel).toCompletableFuture().thenApply(subscribed -> connection);
    }

    private static <T> CompletableFuture<T> orElseClose(
            StatefulConnection<?, ?> connection, CompletableFuture<T> later) {
        later.whenComplete((made, failure) -> {
            if (failure != null) {
                connection.closeAsync();
            }
        });
        return later;
    }
}
