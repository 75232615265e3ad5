// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.peer;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.PacketKind;
import im.antiphon.webrtc.dtls.DtlsEndpoint;
import im.antiphon.webrtc.dtls.DtlsFailure;
import im.antiphon.webrtc.dtls.DtlsKeys;
import im.antiphon.webrtc.dtls.DtlsRole;
import im.antiphon.webrtc.dtls.DtlsSettings;
import im.antiphon.webrtc.dtls.DtlsSink;
import im.antiphon.webrtc.ice.IceControllingAgent;
import im.antiphon.webrtc.ice.IceControllingSettings;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.ice.IceSink;
import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The other end of a {@link PeerCall}: a controlling ICE agent, DTLS, SRTP. */
final class TestClient implements IceSink, DtlsSink {
    private static final int TRAILER_ROOM = 64;

    final List<byte[]> rtp = new ArrayList<>();
    final List<byte[]> rtcp = new ArrayList<>();
    InetSocketAddress address = new InetSocketAddress("198.51.100.7", 50_000);
    boolean expired;
    boolean saidGoodbyeTo;

    @Nullable
    DtlsFailure failure;

    @Nullable
    SrtpProfile profile;

    private final PeerCall call;
    private final IceControllingAgent ice = new IceControllingAgent(IceControllingSettings.DEFAULT, PeerCall.RANDOM);
    private final DtlsEndpoint dtls;
    private boolean dtlsStarted;
    private @Nullable SrtpProtector protector;
    private @Nullable SrtpUnprotector unprotector;

    TestClient(PeerCall call, DtlsRole role) {
        this.call = call;
        dtls = new DtlsEndpoint(
                new DtlsSettings(role, PeerCall.CLIENT_CERTIFICATE, PeerCall.SERVER_CERTIFICATE.fingerprint()),
                PeerCall.RANDOM,
                call.handshakes,
                call.tasks::add,
                this);
    }

    void start() {
        ice.start(call.time.nowNanos(), call.clientLogin, call.serverLogin, PeerCall.candidates());
    }

    void restartIce(IceCredentials local, IceCredentials remote) {
        ice.start(call.time.nowNanos(), local, remote, PeerCall.candidates());
    }

    void move(InetSocketAddress to) {
        address = to;
        ice.localAddressChanged(call.time.nowNanos());
    }

    boolean connected() {
        return protector != null;
    }

    void close() {
        dtls.close(call.time.nowNanos());
    }

    long nextTimeoutNanos() {
        return Math.min(ice.nextTimeoutNanos(), dtls.nextTimeoutNanos());
    }

    void handleTimeout() {
        ice.handleTimeout(call.time.nowNanos(), this);
        dtls.handleTimeout(call.time.nowNanos());
    }

    void handleDatagram(byte[] datagram) {
        ByteBuffer buffer = ByteBuffer.wrap(datagram);
        long nowNanos = call.time.nowNanos();
        SrtpUnprotector opening = unprotector;
        switch (PacketKind.of(buffer, 0, datagram.length)) {
            case STUN -> ice.handleDatagram(nowNanos, buffer, 0, datagram.length, PeerCall.SERVER, this);
            case DTLS -> dtls.handleDatagram(nowNanos, buffer, 0, datagram.length);
            case RTP -> keep(buffer, opening == null ? -1 : opening.unprotectRtp(buffer, 0, datagram.length), rtp);
            case RTCP -> keep(buffer, opening == null ? -1 : opening.unprotectRtcp(buffer, 0, datagram.length), rtcp);
            default -> throw new AssertionError("the server has sent what is of no protocol");
        }
    }

    private static void keep(ByteBuffer buffer, int length, List<byte[]> where) {
        if (length >= 0) {
            where.add(RecordingPeer.copy(buffer, 0, length));
        }
    }

    /** The bytes that go over the wire. */
    byte[] protectRtp(byte[] packet) {
        return protect(packet, false);
    }

    byte[] protectRtcp(byte[] packet) {
        return protect(packet, true);
    }

    private byte[] protect(byte[] packet, boolean control) {
        SrtpProtector sealing = protector;
        if (sealing == null) {
            throw new IllegalStateException("no keys");
        }
        ByteBuffer buffer = roomy(packet);
        int length =
                control ? sealing.protectRtcp(buffer, 0, packet.length) : sealing.protectRtp(buffer, 0, packet.length);
        return RecordingPeer.copy(buffer, 0, length);
    }

    /** A buffer with the packet, and room for what protects it. */
    static ByteBuffer roomy(byte[] packet) {
        return ByteBuffer.allocate(packet.length + TRAILER_ROOM).put(0, packet);
    }

    @Override
    public void sendDatagram(ByteBuffer buffer, int offset, int length, InetSocketAddress to) {
        call.toServer(address, RecordingPeer.copy(buffer, offset, length));
    }

    @Override
    public void onSelected(InetSocketAddress remote) {
        if (!dtlsStarted) {
            dtlsStarted = true;
            dtls.start(call.time.nowNanos());
        }
    }

    @Override
    public void onConsentExpired() {
        expired = true;
    }

    @Override
    public void sendDatagram(ByteBuffer buffer, int offset, int length) {
        call.toServer(address, RecordingPeer.copy(buffer, offset, length));
    }

    @Override
    public void onConnected(DtlsKeys keys) {
        profile = keys.profile();
        protector = new PortableSrtpEngine().protector(keys.profile(), keys.sendingKey(dtls.role()));
        unprotector = new PortableSrtpEngine().unprotector(keys.profile(), keys.receivingKey(dtls.role()));
    }

    @Override
    public void onFailed(DtlsFailure reason) {
        failure = reason;
    }

    @Override
    public void onClosed() {
        saidGoodbyeTo = true;
    }

    @Override
    public void onDropped(DropReason reason) {}
}
