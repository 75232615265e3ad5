// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;

/**
 * One handshake, as a task for a thread that may block. What it has to say it posts to the loop, in order: datagrams, then
 * its one outcome.
 */
final class DtlsHandshake implements Runnable {
    /** Called on the loop. */
    interface Listener {
        void onDatagram(byte[] datagram);

        void onSucceeded(DTLSTransport session, DtlsKeys keys);

        void onFailed(DtlsFailure failure);
    }

    private final DtlsSettings settings;
    private final SecureRandom random;
    private final Executor loop;
    private final Listener listener;
    private final RecordTransport transport;
    private final SrtpNegotiation negotiation;
    private final AtomicBoolean claimed = new AtomicBoolean();

    DtlsHandshake(DtlsSettings settings, SecureRandom random, Executor loop, Listener listener) {
        this.settings = settings;
        this.random = random;
        this.loop = loop;
        this.listener = listener;
        this.transport = new RecordTransport(datagram -> post(() -> listener.onDatagram(datagram)));
        this.negotiation = new SrtpNegotiation(settings.remoteFingerprint(), settings.profiles());
    }

    RecordTransport transport() {
        return transport;
    }

    /**
     * Any thread: ends it promptly.
     *
     * @return whether no thread had begun with it, so that there will be no outcome
     */
    boolean cancel() {
        transport.cancel();
        return claimed.compareAndSet(false, true);
    }

    @Override
    public void run() {
        if (!claimed.compareAndSet(false, true)) {
            return;
        }
        DTLSTransport session = null;
        try {
            session = shakeHands();
        } finally {
            transport.flush();
            postOutcome(session);
        }
    }

    /** Null where it failed; {@link #negotiation} knows why. */
    private @Nullable DTLSTransport shakeHands() {
        DtlsCrypto crypto = new DtlsCrypto(random);
        try {
            if (settings.role() == DtlsRole.CLIENT) {
                return new DTLSClientProtocol().connect(new SrtpTlsClient(crypto, settings, negotiation), transport);
            }
            DTLSServerProtocol protocol = new DTLSServerProtocol();
            // ICE has proven the address: no HelloVerifyRequest.
            protocol.setVerifyRequests(false);
            return protocol.accept(new SrtpTlsServer(crypto, settings, negotiation), transport);
        } catch (IOException e) {
            return null;
        }
    }

    private void postOutcome(@Nullable DTLSTransport session) {
        DtlsKeys keys = negotiation.keys();
        if (session != null && keys != null) {
            post(() -> listener.onSucceeded(session, keys));
        } else {
            DtlsFailure failure = negotiation.failure();
            post(() -> listener.onFailed(failure));
        }
    }

    private void post(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has been shut down: nobody is left to speak for.
            transport.cancel();
        }
    }
}
