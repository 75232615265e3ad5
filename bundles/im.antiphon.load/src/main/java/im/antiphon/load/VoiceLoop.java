// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The one thread that all peers of a {@link VoicePeers} are confined to: sockets, tasks and deadlines, in turns. It is also
 * the edge where the clock is read.
 *
 * <p>Its queue of tasks has no bound of its own: what is posted are calls of the peers' owner, who waits for most of them,
 * and steps of handshakes, of which only so many run.
 */
final class VoiceLoop implements Executor, AutoCloseable {
    /** Takes what arrives at a socket. */
    interface Receiver {
        void handleDatagram(long nowNanos, ByteBuffer buffer, int length, InetSocketAddress from);
    }

    static final int LONGEST_DATAGRAM = 2048;
    /** Of one socket in one turn, so that the others get theirs. */
    private static final int MOST_DATAGRAMS_PER_TURN = 64;

    private static final long MILLI_NANOS = 1_000_000L;
    private static final long LONGEST_WAIT_MILLIS = 1000;

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer received = ByteBuffer.allocate(LONGEST_DATAGRAM);
    private final ByteBuffer sent = ByteBuffer.allocate(LONGEST_DATAGRAM);
    private final DeadlineQueue deadlines = new DeadlineQueue();
    private final long wallClockOffsetNanos = System.currentTimeMillis() * MILLI_NANOS - System.nanoTime();
    private volatile boolean closed;

    VoiceLoop() throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, "antiphon-voice-peers");
        thread.setDaemon(true);
        thread.start();
    }

    long nowNanos() {
        return System.nanoTime();
    }

    /** What, added to {@link #nowNanos}, gives nanoseconds since 1970. */
    long wallClockOffsetNanos() {
        return wallClockOffsetNanos;
    }

    DeadlineQueue deadlines() {
        return deadlines;
    }

    /** For a packet that is written and sent within one call. */
    ByteBuffer scratch() {
        return sent;
    }

    /** After {@link #close} tasks are let go. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        wakeUp();
    }

    /** A closed selector may not be woken: its descriptor may be somebody else's by then. */
    private void wakeUp() {
        synchronized (tasks) {
            if (selector.isOpen()) {
                selector.wakeup();
            }
        }
    }

    /** Runs a task on the loop's thread and hands back what it returned or threw. At once, where this is that thread. */
    <T> CompletableFuture<T> submit(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable completing = () -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        };
        if (Thread.currentThread() == thread) {
            completing.run();
        } else {
            execute(completing);
            if (closed) {
                result.completeExceptionally(new VoicePeerException("the peers are closed"));
            }
        }
        return result;
    }

    /** On the loop's thread. */
    void register(DatagramChannel channel, Receiver receiver) {
        try {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, receiver);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        try {
            while (!closed) {
                runTasks();
                runDeadlines();
                select();
            }
            runTasks();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            // Whatever ended the thread: nobody is to wait for it.
            closed = true;
            closeSelector();
        }
    }

    private void closeSelector() {
        synchronized (tasks) {
            try {
                selector.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void runDeadlines() {
        long nowNanos = nowNanos();
        for (DeadlineQueue.Timer due = deadlines.takeDue(nowNanos); due != null; due = deadlines.takeDue(nowNanos)) {
            due.run();
        }
    }

    private void select() throws IOException {
        long nanos = deadlines.nanosUntilNext(nowNanos());
        long millis = Math.min(LONGEST_WAIT_MILLIS, nanos / MILLI_NANOS);
        if (nanos == 0 || !tasks.isEmpty()) {
            selector.selectNow();
        } else {
            selector.select(Math.max(1, millis));
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid()) {
                read((DatagramChannel) key.channel(), (Receiver) key.attachment());
            }
        }
        selector.selectedKeys().clear();
    }

    private void read(DatagramChannel channel, Receiver receiver) {
        for (int i = 0; i < MOST_DATAGRAMS_PER_TURN && channel.isOpen(); i++) {
            received.clear();
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(received);
            } catch (IOException | CancelledKeyException e) {
                // A port that is unreachable says so here; consent finds out whether that lasts.
                return;
            }
            if (from == null) {
                return;
            }
            int length = received.position();
            received.clear();
            receiver.handleDatagram(nowNanos(), received, length, from);
        }
    }

    /** Runs what was posted before, and ends the thread. */
    @Override
    public void close() {
        closed = true;
        wakeUp();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
