// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of ICE: a lite, controlled agent (RFC 8445, section 2.5). Confined to one event loop.
 */
public final class IceLiteAgent {
    /** An agent that answers to {@code local} and expects checks of {@code remote}. */
    public IceLiteAgent(IceCredentials local, IceCredentials remote, IceLiteSettings settings) {}

    /** Starts the clock for the first check. Called once. */
    public void start(long nowNanos) {}

    /** Takes what a demultiplexer believes to be STUN (RFC 7983: first byte 0..3). */
    public void handleDatagram(
            long nowNanos, ByteBuffer buffer, int offset, int length, InetSocketAddress from, IceSink out) {}

    /** To be called at {@link #nextTimeoutNanos()} or later; harmless when early. */
    public void handleTimeout(long nowNanos, IceSink out) {}

    /** When {@link #handleTimeout} wants to be called, or {@link Long#MAX_VALUE} for never. */
    public long nextTimeoutNanos() {
        return Long.MAX_VALUE;
    }

    /**
     * ICE restart (RFC 8445, section 9): the new credentials are answered at once, the old ones until a new pair is
     * nominated; media meanwhile stays where it is.
     */
    public void restart(long nowNanos, IceCredentials newLocal, IceCredentials newRemote) {}

    /** Where media goes, or null while no check was valid. */
    public @Nullable InetSocketAddress selected() {
        return null;
    }
}
