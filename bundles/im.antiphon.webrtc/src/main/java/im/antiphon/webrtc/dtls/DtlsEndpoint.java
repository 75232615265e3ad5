// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.Executor;

/**
 * One end of a DTLS-SRTP association. Confined to one event loop: every method is called on it, and every call of the sink
 * happens on it.
 */
public final class DtlsEndpoint {
    /** No datagram of ours is longer, so that none is fragmented on its way. */
    public static final int MAXIMUM_DATAGRAM_LENGTH = 1200;

    private final DtlsSettings settings;

    /**
     * An endpoint that has yet to be started.
     *
     * @param random used on the threads of {@code handshakes} too
     * @param handshakes runs what blocks, one thread for each handshake; throws {@link
     *     java.util.concurrent.RejectedExecutionException} where there are too many
     * @param loop runs tasks on the owner's event loop, one at a time and in their order
     */
    public DtlsEndpoint(DtlsSettings settings, SecureRandom random, Executor handshakes, Executor loop, DtlsSink sink) {
        this.settings = settings;
    }

    /** Starts the clock, and as a client the handshake. Called once, when ICE has selected an address. */
    public void start(long nowNanos) {}

    /**
     * Takes what a demultiplexer believes to be DTLS (RFC 7983: first byte 20..63), from the address ICE has selected.
     * The bytes are copied.
     */
    public void handleDatagram(long nowNanos, ByteBuffer buffer, int offset, int length) {}

    /** To be called at {@link #nextTimeoutNanos()} or later; harmless when early. */
    public void handleTimeout(long nowNanos) {}

    /** When {@link #handleTimeout} wants to be called, or {@link Long#MAX_VALUE} for never. */
    public long nextTimeoutNanos() {
        return Long.MAX_VALUE;
    }

    /** Says goodbye to the peer; {@link DtlsSink#onClosed} follows at once or as soon as a handshake has been stopped. */
    public void close(long nowNanos) {}

    /** Ours. */
    public DtlsRole role() {
        return settings.role();
    }
}
