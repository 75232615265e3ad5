// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The loop of a shard under test: what it is sent waits until the test lets it run. */
final class QueuedLink implements ShardLink {
    private final Deque<ShardMessage> free = new ArrayDeque<>();
    private final Deque<ShardMessage> sent = new ArrayDeque<>();
    private final Deque<LongConsumer> tasks = new ArrayDeque<>();
    int messages;
    int forwarded;

    QueuedLink(int capacity) {
        for (int i = 0; i < capacity; i++) {
            free.add(new ShardMessage(ByteBuffer.allocate(PacketRoom.LENGTH)));
        }
    }

    @Override
    public @Nullable ShardMessage claim() {
        return free.poll();
    }

    @Override
    public void send(ShardMessage claimed) {
        sent.add(claimed);
        messages++;
    }

    @Override
    public void execute(LongConsumer task) {
        tasks.add(task);
    }

    void runTasks(long nowNanos) {
        while (!tasks.isEmpty()) {
            tasks.remove().accept(nowNanos);
        }
    }

    void deliver(long nowNanos) {
        while (!sent.isEmpty()) {
            ShardMessage message = sent.remove();
            forwarded += message.deliver(nowNanos) == Long.MIN_VALUE ? 0 : 1;
            free.add(message);
        }
    }

    boolean idle() {
        return tasks.isEmpty() && sent.isEmpty();
    }
}
