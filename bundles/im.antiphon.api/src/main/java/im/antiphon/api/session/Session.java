// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.session;

import im.antiphon.api.auth.Identity;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** One client attached to this node. Safe from any thread. */
@ProviderType
public interface Session {
    /** Unguessable, URL-safe; ends with a dot and the id of the node that it is on. */
    String id();

    SessionKind kind();

    SessionState state();

    /** Whose it is. A client that comes back with a newer token may change its grants and expiry, never its user. */
    Identity identity();

    /** The name the client gave itself; its id until it did. */
    String displayName();

    /** The room it is in, or null. */
    @Nullable
    String room();

    /** When it was opened, wall clock. */
    long openedEpochMillis();

    /** The handshake is complete. Ignored in any state but {@link SessionState#HANDSHAKING}. */
    void activate();

    /**
     * Ends the session; safe to call twice. All that was {@linkplain #bind bound} is released, in reverse order, before the
     * state becomes {@link SessionState#TERMINATED}.
     *
     * @param reason one or two words for logs, metrics and peers, such as {@code left} or {@code timeout}
     */
    void close(String reason);

    /**
     * Ties something to this session's life. Where the session has already ended it is released at once, by the caller's
     * thread.
     *
     * @param release runs once, must not throw or block
     * @return a handle that unties it again, for what ends earlier than the session
     */
    Binding bind(Runnable release);

    /** A tie made by {@link #bind}. */
    @ProviderType
    interface Binding {
        /** Unties without releasing. */
        void unbind();
    }
}
