// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis;

import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusException;
import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.bus.PresenceEntry;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XTrimArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One node's place on a bus in Redis. All that happens, happens on one thread of the bus's own: what Redis answers comes
 * there as a task, and the listener is called there; only {@link #send} goes straight to the connection.
 *
 * <p>A connection that is lost, a command that fails, a server that lost its memory: it all ends the
 * {@linkplain RedisAttachment connections}, and the bus begins anew with others, as if it had just been opened: makes its
 * stream, takes its lease, writes its entries, looks who else is there, and reads its stream from the first entry. Whatever
 * has been handled is trimmed from the stream, so that little comes twice.
 */
public final class RedisBus implements Bus {
    private static final int THREADS = 2; // the least the library takes
    private static final long FIRST_DELAY_MILLIS = 50;
    private static final long LONGEST_DELAY_MILLIS = 1_000;
    private static final int READ_AT_ONCE = 256;
    private static final String FROM_THE_FIRST = "0-0";
    private static final int STREAM_LIVES_ON = 4;

    private final RedisBusSettings settings;
    private final RedisKeys keys;
    private final BusNode node;
    private final BusListener listener;
    private final ScheduledThreadPoolExecutor thread;
    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    private final XAddArgs adding;
    private final AtomicInteger underWay = new AtomicInteger();
    private final ReentrantLock running = new ReentrantLock(); // held by the thread while it does something
    private volatile @Nullable RedisAttachment attachment;
    private volatile boolean closed;

    private final RedisPresence presence;
    private long delayMillis = FIRST_DELAY_MILLIS; // confined to the thread

    private RedisBus(RedisBusSettings settings, BusNode node, BusListener listener) {
        this.settings = settings;
        this.keys = new RedisKeys(settings.cluster());
        this.node = node;
        this.listener = listener;
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread created = new Thread(task, "antiphon-bus-redis");
            created.setDaemon(true);
            return created;
        });
        thread.setRejectedExecutionHandler((task, executor) -> {}); // closed meanwhile
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        uri = RedisURI.create(settings.uri());
        uri.setTimeout(settings.timeout());
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .build();
        client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(2 * settings.maximumCommands())
                .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.timeout())
                        .build())
                .build());
        adding = XAddArgs.Builder.maxlen(settings.streamLength())
                .approximateTrimming()
                .nomkstream();
        presence = new RedisPresence(
                settings,
                node.id(),
                listener,
                this::onThread,
                System::nanoTime,
                TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
    }

    /** Joins the bus; connects in the background. */
    public static RedisBus open(RedisBusSettings settings, BusNode node, BusListener listener) {
        RedisBus bus = new RedisBus(settings, node, listener);
        bus.onThread(bus::attach);
        return bus;
    }

    @Override
    public CompletionStage<@Nullable Void> send(String toNode, byte[] frame) {
        if (frame.length == 0 || frame.length > MAXIMUM_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "frame: " + frame.length + " bytes (expected: 1.." + MAXIMUM_FRAME_BYTES + ")");
        }
        RedisAttachment attached = attachment;
        if (attached == null) {
            return CompletableFuture.failedFuture(
                    new BusException(closed ? "the bus is closed" : "not connected to Redis"));
        }
        if (underWay.incrementAndGet() > settings.maximumCommands()) {
            underWay.decrementAndGet();
            return CompletableFuture.failedFuture(new BusException(
                    "too many frames wait for Redis (expected: <= " + settings.maximumCommands() + ")"));
        }
        CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();
        attached.commands()
                .xadd(
                        keys.stream(toNode),
                        adding,
                        Map.of(RedisKeys.FROM, RedisKeys.bytes(node.id()), RedisKeys.FRAME, frame))
                .whenComplete((id, failure) -> {
                    underWay.decrementAndGet();
                    if (failure != null) {
                        answer.completeExceptionally(new BusException("Redis: " + failure.getMessage(), failure));
                    } else {
                        answer.complete(null); // also where there is no stream, and so no node
                    }
                });
        return answer;
    }

    @Override
    public void announce(PresenceEntry entry) {
        if (!entry.node().equals(node.id())) {
            throw new IllegalArgumentException("entry: of node " + entry.node() + " (expected: " + node.id() + ")");
        }
        presence.announce(entry);
    }

    @Override
    public void withdraw(String session) {
        presence.withdraw(session);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.shutdown();
        running.lock(); // what the thread is doing now is the last
        attachment = null;
        running.unlock();
        client.shutdownAsync(0, settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) ->
                        resources.shutdown(0, settings.timeout().toMillis(), TimeUnit.MILLISECONDS));
    }

    private void onThread(Runnable task) {
        thread.execute(guarded(task));
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            running.lock();
            try {
                if (!closed) {
                    task.run();
                }
            } finally {
                running.unlock();
            }
        };
    }

    private void later(Duration delay, Runnable task) {
        thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void attach() {
        CompletableFuture<RedisAttachment> making = new CompletableFuture<>();
        RedisAttachment.make(
                        client,
                        uri,
                        keys.channel(),
                        presence::onPublished,
                        () -> making.thenAcceptAsync(this::lose, this::onThread))
                .whenComplete((made, failure) -> {
                    if (failure == null) {
                        making.complete(made);
                        if (closed) {
                            made.close();
                        }
                        onThread(() -> attached(made));
                    } else {
                        onThread(this::attachLater);
                    }
                });
    }

    private void attachLater() {
        later(Duration.ofMillis(delayMillis), this::attach);
        delayMillis = Math.min(LONGEST_DELAY_MILLIS, 2 * delayMillis);
    }

    private void attached(RedisAttachment made) {
        attachment = made;
        Conversation begun = new Conversation(made);
        CompletionStage<?> stream = made.commands()
                .xadd(
                        keys.stream(node.id()),
                        XAddArgs.Builder.maxlen(settings.streamLength()).approximateTrimming(),
                        Map.of(RedisKeys.FROM, RedisKeys.bytes(node.id()))); // no frame: it makes the stream
        begun.whenDone(stream.thenCombine(presence.begin(begun), (id, written) -> written), done -> {
            delayMillis = FIRST_DELAY_MILLIS;
            readOn(begun, FROM_THE_FIRST);
            beat(begun);
            listener.onConnected();
        });
        if (!made.isOpen()) {
            lose(made);
        }
    }

    private void lose(RedisAttachment lost) {
        if (attachment == lost) {
            attachment = null;
            presence.end();
            attachLater();
        }
        lost.close();
    }

    private void beat(Conversation through) {
        CompletionStage<Boolean> renewed =
                presence.beat(through).thenCombine(renewStream(through.commands()), Boolean::logicalAnd);
        through.whenDone(renewed, isKnown -> {
            if (isKnown) {
                later(settings.heartbeat(), () -> {
                    if (attachment == through.attached) {
                        beat(through);
                    }
                });
            } else {
                through.giveUp(); // the server has forgotten us
            }
        });
    }

    private CompletionStage<Boolean> renewStream(RedisAsyncCommands<byte[], byte[]> commands) {
        return commands.pexpire(
                keys.stream(node.id()),
                settings.nodeTime().multipliedBy(STREAM_LIVES_ON).toMillis());
    }

    private void readOn(Conversation through, String lastId) {
        long waitMillis = Math.max(1, settings.timeout().toMillis() / 2);
        @SuppressWarnings("unchecked") // an array of one
        CompletionStage<List<StreamMessage<byte[], byte[]>>> read = through.attached
                .reading()
                .xread(
                        XReadArgs.Builder.count(READ_AT_ONCE).block(waitMillis),
                        XReadArgs.StreamOffset.from(keys.stream(node.id()), lastId));
        through.whenDone(read, messages -> readOn(through, handle(through, messages, lastId)));
    }

    /** The id of the last entry that has been handled. */
    private String handle(Conversation through, @Nullable List<StreamMessage<byte[], byte[]>> messages, String lastId) {
        if (messages == null || messages.isEmpty()) {
            return lastId;
        }
        for (StreamMessage<byte[], byte[]> message : messages) {
            byte[] from = null;
            byte[] frame = null;
            for (Map.Entry<byte[], byte[]> field : message.getBody().entrySet()) {
                if (Arrays.equals(field.getKey(), RedisKeys.FROM)) {
                    from = field.getValue();
                } else if (Arrays.equals(field.getKey(), RedisKeys.FRAME)) {
                    frame = field.getValue();
                }
            }
            if (from != null && frame != null) {
                listener.onFrame(RedisKeys.text(from), frame);
            }
        }
        String handled = messages.get(messages.size() - 1).getId();
        through.whenDone(
                through.commands().xtrim(keys.stream(node.id()), XTrimArgs.Builder.minId(after(handled))),
                trimmed -> {});
        return handled;
    }

    /** The least id greater than this one: milliseconds, a hyphen, a number. */
    private static String after(String id) {
        int hyphen = id.indexOf('-');
        return id.substring(0, hyphen + 1) + (Long.parseLong(id.substring(hyphen + 1)) + 1);
    }

    private final class Conversation implements RedisConversation {
        private final RedisAttachment attached;

        Conversation(RedisAttachment attached) {
            this.attached = attached;
        }

        @Override
        public RedisAsyncCommands<byte[], byte[]> commands() {
            return attached.commands();
        }

        @Override
        public <T> void whenDone(CompletionStage<T> command, Consumer<T> rest) {
            Executor here = RedisBus.this::onThread;
            command.whenCompleteAsync(
                    (answer, failure) -> {
                        if (attachment != attached) {
                            return;
                        }
                        if (failure != null) {
                            giveUp();
                        } else {
                            rest.accept(answer);
                        }
                    },
                    here);
        }

        @Override
        public void giveUp() {
            lose(attached);
        }
    }
}
