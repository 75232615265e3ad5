// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/**
 * The seam between the loop, which has datagrams, and BouncyCastle, which wants to wait for them.
 *
 * <p>During the handshake {@link #receive} blocks the handshake's thread until the loop has {@linkplain #offer offered}
 * something; afterwards, {@linkplain #stopWaiting told so}, it is called on the loop itself and never waits. The queue
 * holds {@value #CAPACITY} datagrams, several flights; what does not fit is dropped, the newest first, since the rest of its
 * flight is already ahead of it and the peer sends all of it again.
 *
 * <p>BouncyCastle sends every record by itself. Here they are packed, so that a flight is one or two datagrams instead of
 * six, and leave when BouncyCastle turns to listening.
 */
final class RecordTransport implements DatagramTransport {
    static final int CAPACITY = 64;

    private static final byte[] WAKE_UP = {};

    /** Takes a datagram of its own to keep. */
    interface Output {
        void send(byte[] datagram);
    }

    private final BlockingQueue<byte[]> inbound = new ArrayBlockingQueue<>(CAPACITY);
    /** Null where nothing is packed: sessions last for hours, and send next to nothing. */
    private byte @Nullable [] flight;

    private int flightLength;
    private Output output;
    private boolean waiting = true;
    private boolean closed;
    private volatile boolean cancelled;

    RecordTransport(Output output) {
        this.output = output;
    }

    /** Loop: hands over a copy; false where there is no room. */
    boolean offer(ByteBuffer buffer, int offset, int length) {
        byte[] datagram = new byte[length];
        buffer.get(offset, datagram);
        return inbound.offer(datagram);
    }

    /** Any thread: frees the handshake's thread at once, wherever it is. */
    void cancel() {
        cancelled = true;
        // Where there is no room for it, nobody is waiting.
        inbound.offer(WAKE_UP);
    }

    /** Loop, after the handshake: from now on this is the loop's own, and what is sent goes out at once. */
    void stopWaiting(Output direct) {
        waiting = false;
        output = direct;
    }

    /** Whether BouncyCastle has done with it: a goodbye or a fatal alert went in or out. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public int receive(byte[] target, int offset, int length, int waitMillis) throws IOException {
        flush();
        byte[] datagram = next(waitMillis);
        if (datagram == null || datagram.length > length) {
            return -1;
        }
        System.arraycopy(datagram, 0, target, offset, datagram.length);
        return datagram.length;
    }

    private byte @Nullable [] next(int waitMillis) throws IOException {
        if (!waiting) {
            byte[] datagram = inbound.poll();
            if (datagram == null) {
                // The one way out of BouncyCastle's loop that neither spins nor ends the session.
                throw new InterruptedIOException("nothing more has arrived");
            }
            return datagram;
        }
        byte @Nullable [] datagram = null;
        if (!cancelled) {
            try {
                datagram = inbound.poll(waitMillis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cancelled = true;
            }
        }
        if (cancelled) {
            throw new TlsFatalAlert(AlertDescription.user_canceled);
        }
        return datagram;
    }

    @Override
    public void send(byte[] source, int offset, int length) {
        if (flightLength + length > DtlsEndpoint.MAXIMUM_DATAGRAM_LENGTH) {
            flush();
        }
        byte[] packed = flight;
        if (packed == null) {
            packed = new byte[DtlsEndpoint.MAXIMUM_DATAGRAM_LENGTH];
            flight = packed;
        }
        System.arraycopy(source, offset, packed, flightLength, length);
        flightLength += length;
    }

    /** Sends what has been packed, if anything. */
    void flush() {
        byte[] packed = flight;
        if (packed != null) {
            byte[] datagram = Arrays.copyOf(packed, flightLength);
            flight = null;
            flightLength = 0;
            output.send(datagram);
        }
    }

    @Override
    public int getReceiveLimit() {
        return DtlsRecords.LONGEST_DATAGRAM;
    }

    @Override
    public int getSendLimit() {
        return DtlsEndpoint.MAXIMUM_DATAGRAM_LENGTH;
    }

    @Override
    public void close() {
        closed = true;
    }
}
