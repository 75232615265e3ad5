// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The way to the loop of one shard of a room, for the loops of the others. Two ways in fact: messages, which are preallocated, bounded
 * and may be refused, for all that comes with packets; and tasks, for streams that come and go. Safe from any thread.
 */
@ConsumerType
public interface ShardLink {
    /** A free message to be filled and {@link #send sent} at once; null where none is free, and what it was for is dropped. */
    @Nullable
    ShardMessage claim();

    /** Sends what was claimed; its loop calls {@link ShardMessage#deliver}. Messages of one sender keep their order. */
    void send(ShardMessage claimed);

    /** Has the loop run a task, which is given the time; tasks of one sender keep their order. */
    void execute(LongConsumer task);

    /** Of a room that is on one loop alone. */
    static ShardLink none() {
        return new ShardLink() {
            @Override
            public @Nullable ShardMessage claim() {
                return null;
            }

            @Override
            public void send(ShardMessage claimed) {
                throw new IllegalStateException("nothing was claimed");
            }

            @Override
            public void execute(LongConsumer task) {
                throw new IllegalStateException("a room without shards");
            }
        };
    }
}
