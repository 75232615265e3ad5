// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.PacketKind;
import im.antiphon.webrtc.dtls.DtlsCertificate;
import im.antiphon.webrtc.dtls.DtlsEndpoint;
import im.antiphon.webrtc.dtls.DtlsFailure;
import im.antiphon.webrtc.dtls.DtlsKeys;
import im.antiphon.webrtc.dtls.DtlsSettings;
import im.antiphon.webrtc.dtls.DtlsSink;
import im.antiphon.webrtc.ice.IceControllingAgent;
import im.antiphon.webrtc.ice.IceControllingSettings;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.ice.IceSink;
import im.antiphon.webrtc.peer.PeerEvents;
import im.antiphon.webrtc.peer.PeerExecutors;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The client's counterpart of {@link im.antiphon.webrtc.peer.PeerTransport}: a controlling ICE agent, DTLS in the role the
 * answer leaves to us, SRTP. Confined to one thread.
 */
final class ClientTransport {
    /**
     * What a transport is made of.
     *
     * @param certificate ours, in the offer by its fingerprint
     */
    record Parts(IceControllingSettings ice, DtlsCertificate certificate, SrtpEngine srtp, PeerExecutors executors) {}

    private final Parts parts;
    private final PeerEvents events;
    private final IceControllingAgent ice;
    private final IceSink iceSink = new IceEvents();

    private long nowNanos;
    private boolean closed;
    private boolean dtlsStarted;
    private @Nullable DtlsEndpoint dtls;
    private @Nullable InetSocketAddress remote;
    private @Nullable SrtpProtector protector;
    private @Nullable SrtpUnprotector unprotector;

    ClientTransport(Parts parts, PeerEvents events) {
        this.parts = parts;
        this.events = events;
        this.ice = new IceControllingAgent(parts.ice(), parts.executors().random());
    }

    /** Begins, once the answer is there. */
    void connect(long now, IceCredentials local, RemoteDescription answer) {
        nowNanos = now;
        dtls = new DtlsEndpoint(
                new DtlsSettings(answer.localRole(), parts.certificate(), answer.fingerprint()),
                parts.executors().random(),
                parts.executors().handshakes(),
                parts.executors().loop(),
                new DtlsEvents());
        ice.start(now, local, answer.credentials(), answer.candidates());
    }

    /** Goes on under new credentials, where it is until a pair is nominated under them. */
    void restartIce(long now, IceCredentials local, RemoteDescription answer) {
        nowNanos = now;
        ice.start(now, local, answer.credentials(), answer.candidates());
    }

    void localAddressChanged(long now) {
        ice.localAddressChanged(now);
    }

    boolean connected() {
        return protector != null && !closed;
    }

    /** The buffer's bytes are changed in place. */
    void handleDatagram(long now, ByteBuffer buffer, int length, InetSocketAddress from) {
        if (closed) {
            return;
        }
        nowNanos = now;
        DtlsEndpoint endpoint = dtls;
        switch (PacketKind.of(buffer, 0, length)) {
            case STUN -> ice.handleDatagram(now, buffer, 0, length, from, iceSink);
            case DTLS -> {
                if (endpoint != null) {
                    endpoint.handleDatagram(now, buffer, 0, length);
                }
            }
            case RTP -> handleRtp(buffer, length);
            case RTCP -> handleRtcp(buffer, length);
            default -> events.onDropped(DropReason.UNKNOWN_PROTOCOL);
        }
    }

    private void handleRtp(ByteBuffer buffer, int length) {
        SrtpUnprotector opening = unprotector;
        int opened = opening == null ? -1 : opening.unprotectRtp(buffer, 0, length);
        if (opened < 0) {
            events.onDropped(opening == null ? DropReason.NO_KEYS : opening.dropReason());
        } else {
            events.onRtp(nowNanos, buffer, 0, opened);
        }
    }

    private void handleRtcp(ByteBuffer buffer, int length) {
        SrtpUnprotector opening = unprotector;
        int opened = opening == null ? -1 : opening.unprotectRtcp(buffer, 0, length);
        if (opened < 0) {
            events.onDropped(opening == null ? DropReason.NO_KEYS : opening.dropReason());
        } else {
            events.onRtcp(nowNanos, buffer, 0, opened);
        }
    }

    /** Protects a packet where it stands and sends it. */
    void sendRtp(ByteBuffer packet, int length) {
        SrtpProtector sealing = protector;
        send(packet, sealing == null ? -1 : sealing.protectRtp(packet, 0, length));
    }

    /** As {@link #sendRtp}, a compound packet. */
    void sendRtcp(ByteBuffer packet, int length) {
        SrtpProtector sealing = protector;
        send(packet, sealing == null ? -1 : sealing.protectRtcp(packet, 0, length));
    }

    private void send(ByteBuffer packet, int sealed) {
        InetSocketAddress to = remote;
        if (to != null && sealed >= 0 && !closed) {
            events.sendDatagram(packet, 0, sealed, to);
        } else {
            events.onDropped(DropReason.NO_KEYS);
        }
    }

    long nextTimeoutNanos() {
        if (closed) {
            return Long.MAX_VALUE;
        }
        DtlsEndpoint endpoint = dtls;
        long next = ice.nextTimeoutNanos();
        return endpoint == null ? next : Math.min(next, endpoint.nextTimeoutNanos());
    }

    void handleTimeout(long now) {
        if (closed) {
            return;
        }
        nowNanos = now;
        ice.handleTimeout(now, iceSink);
        DtlsEndpoint endpoint = dtls;
        if (endpoint != null && !closed) {
            endpoint.handleTimeout(now);
        }
    }

    /** Says goodbye to the peer, and ends; {@link PeerEvents#onClosed} is called before this returns. */
    void close(long now, String reason) {
        if (closed) {
            return;
        }
        nowNanos = now;
        DtlsEndpoint endpoint = dtls;
        if (endpoint != null && dtlsStarted) {
            endpoint.close(now);
        }
        finish(reason);
    }

    private void finish(String reason) {
        if (closed) {
            return;
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
            DtlsEndpoint endpoint = dtls;
            if (!dtlsStarted && endpoint != null) {
                dtlsStarted = true;
                endpoint.start(nowNanos);
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
            DtlsEndpoint endpoint = dtls;
            if (closed || endpoint == null) {
                return;
            }
            protector = parts.srtp().protector(keys.profile(), keys.sendingKey(endpoint.role()));
            unprotector = parts.srtp().unprotector(keys.profile(), keys.receivingKey(endpoint.role()));
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
