// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.session;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Whether this node takes new sessions. A node that is drained is not ready for more ({@code /health/ready} says 503) and
 * refuses new sessions with the reason; those there are go on, until they end by themselves. A drain lasts until it is
 * undone or the server is stopped. Safe from any thread; nothing here blocks.
 */
@ProviderType
public interface NodeDrain {
    /** Why no new sessions are taken; null while they are. */
    @Nullable
    String reason();

    /** Since when, on the wall clock; 0 while new sessions are taken. */
    long sinceEpochMillis();

    /** Whether new sessions are refused. */
    default boolean isDraining() {
        return reason() != null;
    }

    /**
     * Takes no new sessions from now on.
     *
     * @param reason a sentence for clients and operators
     * @return false where the node was drained before; the former reason stays
     */
    boolean drain(String reason);

    /**
     * Takes new sessions again.
     *
     * @return false where it did
     */
    boolean resume();
}
