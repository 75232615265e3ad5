// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Looks after event loops: one that does not come back from a task is noticed within a second, and the plugin that holds
 * it is named and quarantined. Safe from any thread.
 *
 * <p>Whoever owns loops registers each. A loop counts its turns, and the watch reads the count several times a second; it
 * runs nothing on the loop, so one that has nothing to do sleeps on.
 */
@ProviderType
public interface LoopWatch {
    /**
     * Watches one loop until it is let go of or its thread has ended.
     *
     * @param name for metrics and logs, unique among the loops of a node
     * @param turns where the loop is, read by the watch without waiting: odd while it does something, and then never the
     *     same number for two turns; even while it waits for something to do
     * @param thread whose stack tells who holds the loop up
     */
    Registration register(String name, LongSupplier turns, Thread thread);

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
