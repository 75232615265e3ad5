// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.Goodbye;
import im.antiphon.rtp.PacketKind;
import im.antiphon.rtp.RtcpKind;
import im.antiphon.rtp.RtcpPackets;
import im.antiphon.rtp.RtcpWriter;
import im.antiphon.rtp.RtpView;
import im.antiphon.webrtc.dtls.DtlsCertificate;
import im.antiphon.webrtc.dtls.DtlsFingerprint;
import im.antiphon.webrtc.dtls.DtlsRole;
import im.antiphon.webrtc.dtls.DtlsSettings;
import im.antiphon.webrtc.ice.IceCandidate;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.ice.IceLiteSettings;
import im.antiphon.webrtc.peer.PeerEvents;
import im.antiphon.webrtc.peer.PeerExecutors;
import im.antiphon.webrtc.peer.PeerSettings;
import im.antiphon.webrtc.peer.PeerTransport;
import im.antiphon.webrtc.sdp.AnswerCapabilities;
import im.antiphon.webrtc.sdp.IceFragment;
import im.antiphon.webrtc.sdp.LocalTransport;
import im.antiphon.webrtc.sdp.OutgoingTrack;
import im.antiphon.webrtc.sdp.RemoteTransport;
import im.antiphon.webrtc.sdp.SdpAnswer;
import im.antiphon.webrtc.sdp.SdpAnswerer;
import im.antiphon.webrtc.sdp.SectionDecision;
import im.antiphon.webrtc.sdp.SessionDescription;
import im.antiphon.webrtc.sdp.SetupRole;
import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** The smallest server there is: one peer, whose packets it sends back under an SSRC of its own. */
final class EchoServer implements PeerEvents, VoiceLoop.Receiver, AutoCloseable {
    static final int SSRC = 0x51515151;

    private final VoiceLoop loop = new VoiceLoop();
    private final SecureRandom random = new SecureRandom();
    private final DtlsCertificate certificate =
            DtlsCertificate.generate(random, Instant.now().minusSeconds(60), Duration.ofDays(1));
    private final ExecutorService handshakes = Executors.newCachedThreadPool();
    private final DatagramChannel channel = DatagramChannel.open();
    private final DeadlineQueue.Timer timer = new DeadlineQueue.Timer(this::handleTimeout);
    private final IceCredentials local = IceCredentials.random(random);
    private final RtpView view = new RtpView();
    private final ByteBuffer scratch = ByteBuffer.allocate(2048);
    private final SetupRole setup;
    private @Nullable PeerTransport transport;
    private int lastSequenceNumber;
    private long packets;

    final CompletableFuture<String> closed = new CompletableFuture<>();
    final Map<RtcpKind, Integer> rtcp = new EnumMap<>(RtcpKind.class);
    /** Whether the packet of that number, counted from 0, is to be passed over. */
    volatile LongPredicate loses = number -> false;
    /** What the answer says instead of our certificate's. */
    @Nullable
    DtlsFingerprint falseFingerprint;

    EchoServer(SetupRole setup) throws IOException {
        this.setup = setup;
        channel.setOption(
                StandardSocketOptions.SO_RCVBUF, 1 << 20); // for what comes while this thread has no processor
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        loop.submit(() -> {
                    loop.register(channel, this);
                    return true;
                })
                .join();
    }

    String answer(String offer) {
        return loop.submit(() -> answerOnLoop(SessionDescription.parse(offer))).join();
    }

    private String answerOnLoop(SessionDescription offer) {
        DtlsFingerprint fingerprint = falseFingerprint == null ? certificate.fingerprint() : falseFingerprint;
        LocalTransport ours = new LocalTransport(
                1,
                1,
                local.ufrag(),
                local.password(),
                true,
                fingerprint.toString(),
                setup,
                List.of(IceCandidate.host(address(), 65535).attributeValue()),
                true);
        SdpAnswer answer = new SdpAnswerer(AnswerCapabilities.forwarding())
                .answer(offer, ours, section -> SectionDecision.both(new OutgoingTrack(SSRC, "echo", "echo", "voice")));
        RemoteTransport remote = answer.transport();
        if (transport == null && remote != null) {
            connect(remote);
        }
        return answer.description().write();
    }

    private void connect(RemoteTransport remote) {
        String fingerprint = remote.fingerprints().get(0).toString();
        DtlsFingerprint theirs = DtlsFingerprint.parse(fingerprint);
        if (theirs == null) {
            throw new IllegalArgumentException(fingerprint);
        }
        DtlsRole role = remote.localSetup() == SetupRole.ACTIVE ? DtlsRole.CLIENT : DtlsRole.SERVER;
        PeerExecutors executors = new PeerExecutors(
                task -> loop.execute(() -> {
                    task.run();
                    arm();
                }),
                handshakes,
                random);
        PeerTransport opened = new PeerTransport(
                new PeerSettings(
                        local,
                        new IceCredentials(remote.ufrag(), remote.password()),
                        IceLiteSettings.DEFAULT,
                        new DtlsSettings(role, certificate, theirs)),
                new PortableSrtpEngine(),
                executors,
                this);
        transport = opened;
        opened.start(loop.nowNanos());
        arm();
    }

    /** Takes the peer's new credentials, and gives ours. */
    String restart(String fragment) {
        IceFragment theirs = IceFragment.parse(fragment);
        IceCredentials fresh = IceCredentials.random(random);
        return loop.submit(() -> {
                    requireTransport()
                            .restartIce(
                                    loop.nowNanos(),
                                    fresh,
                                    RemoteDescription.credentials(theirs.ufrag(), theirs.password()));
                    return new IceFragment(fresh.ufrag(), fresh.password(), true, List.of()).write();
                })
                .join();
    }

    /** Asks for the packet again that came last. */
    void askAgain(int mediaSsrc) {
        loop.submit(() -> {
                    RtcpWriter writer = new RtcpWriter();
                    writer.begin(scratch, 0, 1000);
                    writer.receiverReport(SSRC);
                    writer.negativeAcknowledgement(SSRC, mediaSsrc, new int[] {lastSequenceNumber}, 1);
                    requireTransport().sendRtcp(scratch, 0, writer.length());
                    return true;
                })
                .join();
    }

    void hangUp() {
        loop.submit(() -> {
                    requireTransport().close(loop.nowNanos(), "hung up");
                    return true;
                })
                .join();
    }

    @Nullable
    InetSocketAddress peerAddress() {
        return loop.submit(() -> requireTransport().remoteAddress()).join();
    }

    private PeerTransport requireTransport() {
        PeerTransport current = transport;
        if (current == null) {
            throw new IllegalStateException("no offer yet");
        }
        return current;
    }

    private InetSocketAddress address() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void handleDatagram(long nowNanos, ByteBuffer buffer, int length, InetSocketAddress from) {
        requireTransport().handleDatagram(nowNanos, PacketKind.of(buffer, 0, length), buffer, 0, length, from);
        arm();
    }

    private void handleTimeout() {
        requireTransport().handleTimeout(loop.nowNanos());
        arm();
    }

    private void arm() {
        loop.deadlines().arm(timer, requireTransport().nextTimeoutNanos());
    }

    @Override
    public void sendDatagram(ByteBuffer buffer, int offset, int length, InetSocketAddress to) {
        try {
            channel.send(buffer.duplicate().limit(offset + length).position(offset), to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onRtp(long nowNanos, ByteBuffer buffer, int offset, int length) {
        if (loses.test(packets++)) {
            return;
        }
        view.wrap(buffer, offset, length);
        lastSequenceNumber = view.sequenceNumber();
        view.ssrc(SSRC);
        scratch.put(0, buffer, offset, length);
        requireTransport().sendRtp(scratch, 0, length);
    }

    @Override
    public void onRtcp(long nowNanos, ByteBuffer buffer, int offset, int length) {
        RtcpPackets cursor = new RtcpPackets();
        Goodbye goodbye = new Goodbye();
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            if (cursor.kind() != RtcpKind.GOODBYE || goodbye.wrap(cursor)) {
                rtcp.merge(cursor.kind(), 1, Integer::sum);
            }
        }
    }

    @Override
    public void onAddressSelected(InetSocketAddress remote) {}

    @Override
    public void onConnected() {}

    @Override
    public void onDropped(DropReason reason) {}

    @Override
    public void onCredentialsRetired(String localUfrag) {}

    @Override
    public void onClosed(String reason) {
        closed.complete(reason);
    }

    @Override
    public void close() throws IOException {
        loop.close();
        channel.close();
        handshakes.shutdownNow();
    }
}
