// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Event loops with named threads that live from the constructor to {@link #close}. */
public final class OwnedEventLoops implements EventLoops, AutoCloseable {
    static final long SHUTDOWN_LIMIT_MILLIS = 3_000;

    private final Transports transport;
    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final Map<ThreadAwareExecutor, LongSupplier> turns = new ConcurrentHashMap<>();
    private final EventLoopGroup signaling;
    private final EventLoopGroup media;

    /**
     * @param signalingThreads at least 1
     * @param mediaThreads at least 1
     */
    public OwnedEventLoops(Transports transport, int signalingThreads, int mediaThreads) {
        if (signalingThreads < 1) {
            throw new IllegalArgumentException("signalingThreads: " + signalingThreads + " (expected: >= 1)");
        }
        if (mediaThreads < 1) {
            throw new IllegalArgumentException("mediaThreads: " + mediaThreads + " (expected: >= 1)");
        }
        this.transport = transport;
        signaling = group("antiphon-signaling", signalingThreads);
        media = group("antiphon-media", mediaThreads);
    }

    private EventLoopGroup group(String name, int threads) {
        DefaultThreadFactory factory = new DefaultThreadFactory(name) {
            @Override
            protected Thread newThread(Runnable task, String threadName) {
                Thread thread = super.newThread(task, threadName);
                started.add(thread);
                return thread;
            }
        };
        return new MultiThreadIoEventLoopGroup(
                threads, factory, TurnCount.counting(transport.ioHandlers(), turns::put));
    }

    @Override
    public EventLoopGroup signaling() {
        return signaling;
    }

    @Override
    public EventLoopGroup media() {
        return media;
    }

    @Override
    public Class<? extends ServerChannel> serverChannel() {
        return transport.serverChannel();
    }

    @Override
    public Class<? extends DatagramChannel> datagramChannel() {
        return transport.datagramChannel();
    }

    @Override
    public LongSupplier turns(EventExecutor loop) {
        LongSupplier counted = turns.get(loop);
        if (counted == null) {
            throw new IllegalArgumentException("loop: of another group");
        }
        return counted;
    }

    @Override
    public String ioName() {
        return transport.label();
    }

    /** Stops all loops; returns when their threads have ended, or after a few seconds. Not to be called by a loop. */
    @Override
    public void close() {
        signaling.shutdownGracefully(0, SHUTDOWN_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        media.shutdownGracefully(0, SHUTDOWN_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        try {
            // a group calls itself terminated a moment before its threads have ended
            for (Thread thread : started) {
                thread.join(SHUTDOWN_LIMIT_MILLIS);
            }
            awaitGlobalExecutor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Termination is announced on Netty's global thread, which ends by itself after a second without work. */
    private static void awaitGlobalExecutor() throws InterruptedException {
        try {
            GlobalEventExecutor.INSTANCE.awaitInactivity(SHUTDOWN_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IllegalStateException neverStarted) {
            // nothing was announced, so there is no thread to wait for
        }
    }
}
