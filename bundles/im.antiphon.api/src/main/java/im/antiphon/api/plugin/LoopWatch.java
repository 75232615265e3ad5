// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Looks after event loops: one that does not come back from a task is noticed within a second, and the plugin that holds
 * it is named and quarantined. Safe from any thread.
 *
 * <p>Whoever owns loops registers each. The watch then runs a task of its own on the loop several times a second, never
 * more than one at a time; it does nothing but to say that the loop lives.
 */
@ProviderType
public interface LoopWatch {
    /**
     * Watches one loop until it is let go of or rejects a task.
     *
     * @param name for metrics and logs, unique among the loops of a node
     * @param loop runs what it is given on {@code thread}
     * @param thread whose stack tells who holds the loop up
     */
    Registration register(String name, Executor loop, Thread thread);

    /** The loops that are held up at this moment. */
    List<BlockedLoop> blocked();

    /** A loop that is watched. */
    @ProviderType
    interface Registration extends AutoCloseable {
        /** Watches it no longer; closing twice does nothing. */
        @Override
        void close();
    }

    /**
     * A loop that has not come back.
     *
     * @param name as registered
     * @param nanos for how long by now
     * @param plugin {@code name@version} of the plugin that holds it, or null where none is to be seen on its stack
     */
    record BlockedLoop(String name, long nanos, @Nullable String plugin) {}
}
