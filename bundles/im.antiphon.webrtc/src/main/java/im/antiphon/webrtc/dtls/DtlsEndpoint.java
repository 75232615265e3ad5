// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import im.antiphon.rtp.DropReason;
import im.antiphon.webrtc.dtls.DtlsState.Event;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.jspecify.annotations.Nullable;

/**
 * One end of a DTLS-SRTP association. Confined to one event loop: every method is called on it, and every call of the sink
 * happens on it.
 *
 * <p>BouncyCastle's handshake waits for datagrams, so each running one holds a thread of {@code handshakes}: a pool of 64
 * threads runs 64 handshakes at once, which with a round trip of 100 ms are some 300 a second. A server's takes its thread no
 * sooner than the first ClientHello. When the handshake is done the thread is free, and what comes later (alerts, the peer's
 * repeated last flight) is answered on the loop, without waiting.
 *
 * <p>BouncyCastle reads the wall clock to send flights again; the deadline of the whole is kept here, in the owner's time.
 */
public final class DtlsEndpoint {
    /** No datagram of ours is longer, so that none is fragmented on its way. */
    public static final int MAXIMUM_DATAGRAM_LENGTH = 1200;

    private final DtlsSettings settings;
    private final Executor handshakes;
    private final DtlsSink sink;
    private final DtlsHandshake handshake;

    private DtlsState state = DtlsState.IDLE;
    private long deadlineNanos;
    private @Nullable DTLSTransport session;

    /**
     * An endpoint that has yet to be started.
     *
     * @param random used on the threads of {@code handshakes} too
     * @param handshakes runs what blocks, one thread for each handshake and never the caller's; throws {@link
     *     RejectedExecutionException} where there are too many
     * @param loop runs tasks on the owner's event loop, one at a time and in their order
     */
    public DtlsEndpoint(DtlsSettings settings, SecureRandom random, Executor handshakes, Executor loop, DtlsSink sink) {
        this.settings = settings;
        this.handshakes = handshakes;
        this.sink = sink;
        this.handshake = new DtlsHandshake(settings, random, loop, new HandshakeListener());
    }

    /**
     * Starts the clock, and as a client the handshake. Called when ICE has selected an address.
     *
     * @throws IllegalStateException if called twice
     */
    public void start(long nowNanos) {
        if (state != DtlsState.IDLE) {
            throw new IllegalStateException("state: " + state + " (expected: " + DtlsState.IDLE + ")");
        }
        deadlineNanos = nowNanos + settings.timing().handshake().toNanos();
        if (settings.role() == DtlsRole.SERVER) {
            state = state.next(Event.STARTED_AS_SERVER);
        } else {
            state = state.next(Event.STARTED_AS_CLIENT);
            runHandshake();
        }
    }

    /**
     * Takes what a demultiplexer believes to be DTLS (RFC 7983: first byte 20..63), from the address ICE has selected. The
     * bytes are copied. Before {@link #start} and after the end it is ignored.
     */
    public void handleDatagram(long nowNanos, ByteBuffer buffer, int offset, int length) {
        if (state == DtlsState.IDLE || state == DtlsState.CANCELLING || state.isOver()) {
            return;
        }
        DropReason reason = DtlsRecords.reasonToDrop(buffer, offset, length);
        if (reason == null
                && state == DtlsState.LISTENING
                && !DtlsRecords.startsWithClientHello(buffer, offset, length)) {
            reason = DropReason.PROTOCOL_VIOLATION;
        }
        if (reason == null && !handshake.transport().offer(buffer, offset, length)) {
            reason = DropReason.QUEUE_FULL;
        }
        if (reason != null) {
            sink.onDropped(reason);
        } else if (state == DtlsState.LISTENING) {
            state = state.next(Event.CLIENT_HELLO_ARRIVED);
            runHandshake();
        } else if (state == DtlsState.CONNECTED) {
            readSession();
        }
    }

    /** To be called at {@link #nextTimeoutNanos()} or later; harmless when early. */
    public void handleTimeout(long nowNanos) {
        if (hasDeadline() && nowNanos - deadlineNanos >= 0) {
            state = state.next(Event.DEADLINE_PASSED);
            handshake.cancel();
            sink.onFailed(DtlsFailure.HANDSHAKE_TIMEOUT);
        }
    }

    /** When {@link #handleTimeout} wants to be called, or {@link Long#MAX_VALUE} for never. */
    public long nextTimeoutNanos() {
        return hasDeadline() ? deadlineNanos : Long.MAX_VALUE;
    }

    private boolean hasDeadline() {
        return state == DtlsState.LISTENING || state == DtlsState.HANDSHAKING;
    }

    /**
     * Says goodbye to the peer. {@link DtlsSink#onClosed} follows at once, or where a handshake is running as soon as its
     * thread has been freed; after the end it does nothing.
     */
    public void close(long nowNanos) {
        DtlsState before = state;
        state = state.next(Event.CLOSE_REQUESTED);
        if (state == before) {
            return;
        }
        DTLSTransport connected = session;
        if (before == DtlsState.CONNECTED && connected != null) {
            sayGoodbye(connected);
        } else if (state == DtlsState.CANCELLING && handshake.cancel()) {
            state = state.next(Event.HANDSHAKE_FAILED);
        }
        if (state == DtlsState.CLOSED) {
            sink.onClosed();
        }
    }

    /** Ours. */
    public DtlsRole role() {
        return settings.role();
    }

    private void runHandshake() {
        try {
            handshakes.execute(handshake);
        } catch (RejectedExecutionException e) {
            state = state.next(Event.HANDSHAKE_FAILED);
            sink.onFailed(DtlsFailure.OVERLOADED);
        }
    }

    private void sendNow(byte[] datagram) {
        sink.sendDatagram(ByteBuffer.wrap(datagram), 0, datagram.length);
    }

    private void sayGoodbye(DTLSTransport connected) {
        try {
            connected.close();
        } catch (IOException e) {
            // Nothing that follows depends on it.
        }
        handshake.transport().flush();
    }

    /** Lets BouncyCastle read all that has arrived. Application data is not for us, and goes nowhere. */
    private void readSession() {
        DTLSTransport connected = session;
        if (connected == null || state != DtlsState.CONNECTED) {
            return;
        }
        DtlsFailure failure = null;
        // Not kept: this happens a few times in a session's life.
        byte[] scratch = new byte[DtlsRecords.LONGEST_DATAGRAM];
        try {
            // Zero means to wait for ever, which ends where the queue is empty.
            while (!handshake.transport().isClosed()) {
                connected.receive(scratch, 0, scratch.length, 0);
            }
        } catch (InterruptedIOException e) {
            // The queue is empty.
        } catch (TlsFatalAlertReceived e) {
            failure = DtlsFailure.ALERT_RECEIVED;
        } catch (IOException e) {
            failure = DtlsFailure.PROTOCOL_ERROR;
        }
        handshake.transport().flush();
        if (failure != null) {
            state = state.next(Event.SESSION_FAILED);
            sink.onFailed(failure);
        } else if (handshake.transport().isClosed()) {
            state = state.next(Event.PEER_CLOSED);
            sink.onClosed();
        }
    }

    /** What the handshake's thread has posted. */
    private final class HandshakeListener implements DtlsHandshake.Listener {
        @Override
        public void onDatagram(byte[] datagram) {
            if (!state.isOver()) {
                sendNow(datagram);
            }
        }

        @Override
        public void onSucceeded(DTLSTransport connected, DtlsKeys keys) {
            state = state.next(Event.HANDSHAKE_SUCCEEDED);
            handshake.transport().stopWaiting(DtlsEndpoint.this::sendNow);
            if (state == DtlsState.CONNECTED) {
                session = connected;
                sink.onConnected(keys);
                readSession();
            } else if (state == DtlsState.CLOSED) {
                sayGoodbye(connected);
                sink.onClosed();
            }
        }

        @Override
        public void onFailed(DtlsFailure failure) {
            DtlsState before = state;
            state = state.next(Event.HANDSHAKE_FAILED);
            if (before == DtlsState.HANDSHAKING) {
                sink.onFailed(failure);
            } else if (before == DtlsState.CANCELLING) {
                sink.onClosed();
            }
        }
    }
}
