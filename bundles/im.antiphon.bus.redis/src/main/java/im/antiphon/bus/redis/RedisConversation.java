// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What is said to Redis for as long as the connections last. Confined to the bus's thread. */
interface RedisConversation {
    RedisAsyncCommands<byte[], byte[]> commands();

    /**
     * Goes on with the answer on the bus's thread, unless the connections have been lost meanwhile. Where the command fails
     * they are given up.
     */
    <T> void whenDone(CompletionStage<T> command, Consumer<T> rest);

    /** Ends the connections; everything is begun anew with others. */
    void giveUp();
}
