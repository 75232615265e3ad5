// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.peer;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.PacketKind;
import im.antiphon.webrtc.dtls.DtlsEndpoint;
import im.antiphon.webrtc.dtls.DtlsFailure;
import im.antiphon.webrtc.dtls.DtlsKeys;
import im.antiphon.webrtc.dtls.DtlsSink;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.ice.IceLiteAgent;
import im.antiphon.webrtc.ice.IceSink;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One peer's transport, from its first connectivity check to its last packet. Confined to one event loop.
 *
 * <p>DTLS and media are taken from whatever address they come: what finds the peer by address knows only addresses that a check
 * has validated, a peer may use another of them than the selected one while it changes over, and SRTP and DTLS prove who sent
 * them. What we send goes to the selected address alone.
 *
 * <pre>
 *   datagram ─┬─ STUN ── ice ── selected address ──┐
 *             ├─ DTLS ── dtls ── keys ─────────────┤
 *             ├─ SRTP ── unprotect ── onRtp        │
 *             └─ SRTCP ─ unprotect ── onRtcp       │
 *   sendRtp, sendRtcp ── protect ── sendDatagram ◄─┘
 * </pre>
 */
public final class PeerTransport {
    private final PeerEvents events;
    private final SrtpEngine engine;
    private final IceLiteAgent ice;
    private final DtlsEndpoint dtls;
    private final IceSink iceSink = new IceEvents();

    private boolean dtlsStarted;
    private boolean closed;
    private long nowNanos;
    private @Nullable InetSocketAddress remote;
    private @Nullable SrtpProtector protector;
    private @Nullable SrtpUnprotector unprotector;

    public PeerTransport(PeerSettings settings, SrtpEngine engine, PeerExecutors executors, PeerEvents events) {
        this.events = events;
        this.engine = engine;
        this.ice = new IceLiteAgent(settings.local(), settings.remote(), settings.ice());
        this.dtls = new DtlsEndpoint(
                settings.dtls(), executors.random(), executors.handshakes(), executors.loop(), new DtlsEvents());
    }

    /** Starts the clock for the first check. Called once. */
    public void start(long now) {
        nowNanos = now;
        ice.start(now);
    }

    /** Where media goes, or null before the first valid check. */
    public @Nullable InetSocketAddress remoteAddress() {
        return remote;
    }

    public boolean connected() {
        return protector != null;
    }

    public boolean closed() {
        return closed;
    }

    /**
     * Takes any datagram of this peer's; what it holds is changed in place.
     *
     * @param kind as its first bytes tell
     */
    public void handleDatagram(
            long now, PacketKind kind, ByteBuffer buffer, int offset, int length, InetSocketAddress from) {
        if (closed) {
            return;
        }
        nowNanos = now;
        switch (kind) {
            case RTP -> handleMedia(false, buffer, offset, length);
            case RTCP -> handleMedia(true, buffer, offset, length);
            case STUN -> ice.handleDatagram(now, buffer, offset, length, from, iceSink);
            case DTLS -> dtls.handleDatagram(now, buffer, offset, length);
            default -> events.onDropped(DropReason.UNKNOWN_PROTOCOL);
        }
    }

    private void handleMedia(boolean rtcp, ByteBuffer buffer, int offset, int length) {
        SrtpUnprotector opening = unprotector;
        if (opening == null) {
            events.onDropped(DropReason.NO_KEYS);
            return;
        }
        int opened =
                rtcp ? opening.unprotectRtcp(buffer, offset, length) : opening.unprotectRtp(buffer, offset, length);
        if (opened < 0) {
            events.onDropped(opening.dropReason());
        } else if (rtcp) {
            events.onRtcp(nowNanos, buffer, offset, opened);
        } else {
            events.onRtp(nowNanos, buffer, offset, opened);
        }
    }

    /**
     * Protects one RTP packet where it stands and sends it; dropped and counted while there are no keys.
     *
     * @return whether it was sent
     */
    public boolean sendRtp(ByteBuffer packet, int offset, int length) {
        SrtpProtector sealing = protector;
        return send(packet, offset, sealing == null ? -1 : sealing.protectRtp(packet, offset, length));
    }

    /** As {@link #sendRtp}, one compound RTCP packet. */
    public boolean sendRtcp(ByteBuffer packet, int offset, int length) {
        SrtpProtector sealing = protector;
        return send(packet, offset, sealing == null ? -1 : sealing.protectRtcp(packet, offset, length));
    }

    private boolean send(ByteBuffer packet, int offset, int sealed) {
        SrtpProtector sealing = protector;
        InetSocketAddress to = remote;
        if (sealing == null || to == null) {
            events.onDropped(DropReason.NO_KEYS);
            return false;
        }
        if (sealed < 0) {
            events.onDropped(sealing.dropReason());
            return false;
        }
        events.sendDatagram(packet, offset, sealed, to);
        return true;
    }

    /** New ICE credentials on both sides; media stays where it is until the peer has nominated a new pair. */
    public void restartIce(long now, IceCredentials newLocal, IceCredentials newRemote) {
        if (closed) {
            return;
        }
        nowNanos = now;
        String retired = ice.restart(now, newLocal, newRemote);
        if (retired != null) {
            events.onCredentialsRetired(retired);
        }
    }

    /** When {@link #handleTimeout} is due. */
    public long nextTimeoutNanos() {
        return closed ? Long.MAX_VALUE : Math.min(ice.nextTimeoutNanos(), dtls.nextTimeoutNanos());
    }

    public void handleTimeout(long now) {
        if (closed) {
            return;
        }
        nowNanos = now;
        ice.handleTimeout(now, iceSink);
        if (!closed) {
            dtls.handleTimeout(now);
        }
    }

    /**
     * Says goodbye to the peer and ends; {@link PeerEvents#onClosed} is called before this returns. Where a handshake is
     * running its thread says the goodbye, a moment later.
     */
    public void close(long now, String reason) {
        if (closed) {
            return;
        }
        nowNanos = now;
        finish(reason);
    }

    private void finish(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        if (dtlsStarted) {
            dtls.close(nowNanos);
        }
        SrtpProtector sealing = protector;
        protector = null;
        if (sealing != null) {
            sealing.close();
        }
        SrtpUnprotector opening = unprotector;
        unprotector = null;
        if (opening != null) {
            opening.close();
        }
        events.onClosed(reason);
    }

    private final class IceEvents implements IceSink {
        @Override
        public void sendDatagram(ByteBuffer buffer, int offset, int length, InetSocketAddress to) {
            events.sendDatagram(buffer, offset, length, to);
        }

        @Override
        public void onSelected(InetSocketAddress selected) {
            remote = selected;
            events.onAddressSelected(selected);
            if (!dtlsStarted) {
                dtlsStarted = true;
                dtls.start(nowNanos);
            }
        }

        @Override
        public void onAddressValidated(InetSocketAddress address) {
            events.onAddressValidated(address);
        }

        @Override
        public void onAddressForgotten(InetSocketAddress address) {
            events.onAddressForgotten(address);
        }

        @Override
        public void onConsentExpired() {
            // Not even a goodbye may be sent to who no longer consents (RFC 7675, section 5.1).
            remote = null;
            finish("consent-expired");
        }

        @Override
        public void onDropped(DropReason reason) {
            events.onDropped(reason);
        }

        @Override
        public void onCredentialsRetired(String localUfrag) {
            events.onCredentialsRetired(localUfrag);
        }
    }

    private final class DtlsEvents implements DtlsSink {
        @Override
        public void sendDatagram(ByteBuffer buffer, int offset, int length) {
            InetSocketAddress to = remote;
            if (to != null) {
                events.sendDatagram(buffer, offset, length, to);
            }
        }

        @Override
        public void onConnected(DtlsKeys keys) {
            protector = engine.protector(keys.profile(), keys.sendingKey(dtls.role()));
            unprotector = engine.unprotector(keys.profile(), keys.receivingKey(dtls.role()));
            events.onConnected();
        }

        @Override
        public void onFailed(DtlsFailure failure) {
            finish(failure.label());
        }

        @Override
        public void onClosed() {
            finish("closed");
        }

        @Override
        public void onDropped(DropReason reason) {
            events.onDropped(reason);
        }
    }
}
