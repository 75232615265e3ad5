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
    private boolean ending;
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
        return protector != null && !closed;
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
            case RTP -> handleRtp(buffer, offset, length);
            case RTCP -> handleRtcp(buffer, offset, length);
            case STUN -> ice.handleDatagram(now, buffer, offset, length, from, iceSink);
            case DTLS -> dtls.handleDatagram(now, buffer, offset, length);
            default -> events.onDropped(DropReason.UNKNOWN_PROTOCOL);
        }
    }

    private void handleRtp(ByteBuffer buffer, int offset, int length) {
        SrtpUnprotector opening = unprotector;
        if (opening == null) {
            events.onDropped(DropReason.NO_KEYS);
            return;
        }
        int opened = opening.unprotectRtp(buffer, offset, length);
        if (opened < 0) {
            events.onDropped(opening.dropReason());
            return;
        }
        events.onRtp(nowNanos, buffer, offset, opened);
    }

    private void handleRtcp(ByteBuffer buffer, int offset, int length) {
        SrtpUnprotector opening = unprotector;
        if (opening == null) {
            events.onDropped(DropReason.NO_KEYS);
            return;
        }
        int opened = opening.unprotectRtcp(buffer, offset, length);
        if (opened < 0) {
            events.onDropped(opening.dropReason());
            return;
        }
        events.onRtcp(nowNanos, buffer, offset, opened);
    }

    /** Protects one RTP packet where it stands and sends it; dropped and counted while there are no keys. */
    public void sendRtp(ByteBuffer packet, int offset, int length) {
        SrtpProtector sealing = protector;
        InetSocketAddress to = remote;
        if (sealing == null || to == null || closed) {
            events.onDropped(DropReason.NO_KEYS);
            return;
        }
        int sealed = sealing.protectRtp(packet, offset, length);
        if (sealed < 0) {
            events.onDropped(sealing.dropReason());
            return;
        }
        events.sendDatagram(packet, offset, sealed, to);
    }

    /** Protects one compound RTCP packet where it stands and sends it; dropped and counted while there are no keys. */
    public void sendRtcp(ByteBuffer packet, int offset, int length) {
        SrtpProtector sealing = protector;
        InetSocketAddress to = remote;
        if (sealing == null || to == null || closed) {
            events.onDropped(DropReason.NO_KEYS);
            return;
        }
        int sealed = sealing.protectRtcp(packet, offset, length);
        if (sealed < 0) {
            events.onDropped(sealing.dropReason());
            return;
        }
        events.sendDatagram(packet, offset, sealed, to);
    }

    /** New ICE credentials on both sides; media stays where it is until the peer has nominated a new pair. */
    public void restartIce(long now, IceCredentials newLocal, IceCredentials newRemote) {
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

    /** Says goodbye to the peer and ends; {@link PeerEvents#onClosed} is called before this returns. */
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
        // Goodbye goes out while we are still open, so that it is sent; what the endpoint answers to it is not news.
        if (dtlsStarted) {
            ending = true;
            dtls.close(nowNanos);
        }
        closed = true;
        SrtpProtector sealing = protector;
        if (sealing != null) {
            sealing.close();
        }
        SrtpUnprotector opening = unprotector;
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
        public void onConsentExpired() {
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
            if (to != null && !closed) {
                events.sendDatagram(buffer, offset, length, to);
            }
        }

        @Override
        public void onConnected(DtlsKeys keys) {
            if (closed) {
                return;
            }
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
            if (!ending) {
                finish("closed");
            }
        }

        @Override
        public void onDropped(DropReason reason) {
            events.onDropped(reason);
        }
    }
}
