// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaTrack;
import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.PacketKind;
import im.antiphon.sfu.Downlink;
import im.antiphon.sfu.Member;
import im.antiphon.sfu.MemberOutput;
import im.antiphon.sfu.MemberSettings;
import im.antiphon.sfu.Room;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.peer.PeerEvents;
import im.antiphon.webrtc.peer.PeerSettings;
import im.antiphon.webrtc.peer.PeerTransport;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session's peer: its transport on one side, its membership of a room on the other. Confined to its loop. It arms one timer:
 * for the earliest of all its deadlines.
 */
final class MediaPeer {
    private static final int REMEMBERED_ADDRESSES = 16;

    private final MediaLoop loop;
    private final String sessionId;
    private final Room room;
    private final MediaListener listener;
    private final PeerTransport transport;
    private final ManagedCongestionController congestion;
    private final Member member;
    private final LocalDescription description;
    private final Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    private final Set<String> ufrags = new HashSet<>();

    private PeerSettings settings;
    private long armedNanos = Long.MAX_VALUE;
    private @Nullable Future<?> timer;
    private boolean closed;

    /** @param description our side of it; the peer's from now on */
    MediaPeer(
            MediaLoop loop,
            MediaOffer offer,
            PeerSettings settings,
            LocalDescription description,
            MediaListener listener) {
        this.loop = loop;
        this.sessionId = offer.sessionId();
        this.listener = listener;
        this.settings = settings;
        this.description = description;
        this.room = loop.room(offer.room());
        this.congestion = loop.openCongestionController();
        long nowNanos = loop.nowNanos();
        String name = offer.publisherName();
        this.transport = new PeerTransport(settings, loop.srtpEngine(), loop.executors(), new TransportEvents());
        this.member = room.join(
                nowNanos,
                new MemberSettings(sessionId, name == null ? sessionId : name, offer.source(), loop.newSsrc()),
                new Downlink(congestion, loop.wallClockOffsetNanos()),
                new Output());
        loop.peers().add(this);
        answerTo(settings.local().ufrag());
        transport.start(nowNanos);
        arm();
    }

    private void answerTo(String ufrag) {
        ufrags.add(ufrag);
        loop.peers().addUfrag(this, ufrag);
    }

    String sessionId() {
        return sessionId;
    }

    Room room() {
        return room;
    }

    PeerSettings settings() {
        return settings;
    }

    LocalDescription description() {
        return description;
    }

    void negotiated(MediaNegotiator.Negotiation negotiation) {
        member.negotiated(loop.nowNanos(), negotiation.incoming(), negotiation.outgoing());
        loop.roomChanged(room);
    }

    /** The offerer has new credentials: ours change too, and what comes under the old ones is served until it has moved. */
    void restartIce(IceCredentials newLocal, IceCredentials newRemote) {
        settings = new PeerSettings(newLocal, newRemote, settings.ice(), settings.dtls());
        answerTo(newLocal.ufrag());
        transport.restartIce(loop.nowNanos(), newLocal, newRemote);
        arm();
    }

    List<MediaTrack> tracks() {
        return member.tracks().stream()
                .map(track -> new MediaTrack(track.mid(), track.kind().label(), track.publisher()))
                .toList();
    }

    void handleDatagram(PacketKind kind, ByteBuffer buffer, int length, InetSocketAddress from) {
        long nowNanos = loop.nowNanos();
        transport.handleDatagram(nowNanos, kind, buffer, 0, length, from);
        if (kind == PacketKind.RTP) {
            loop.counters().forwarded(loop.nowNanos() - nowNanos);
        } else {
            arm();
        }
    }

    void close(String reason) {
        transport.close(loop.nowNanos(), reason);
    }

    private void arm() {
        if (closed) {
            return;
        }
        long next = Math.min(transport.nextTimeoutNanos(), member.nextTimeoutNanos());
        if (next >= armedNanos) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        armedNanos = next;
        timer = loop.schedule(this::onTimer, Math.max(0, next - loop.nowNanos()), TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        armedNanos = Long.MAX_VALUE;
        timer = null;
        if (closed) {
            return;
        }
        long nowNanos = loop.nowNanos();
        transport.handleTimeout(nowNanos);
        if (!closed && nowNanos - member.nextTimeoutNanos() >= 0) {
            member.handleTimeout(nowNanos);
        }
        arm();
        loop.sender().flush();
    }

    private void release(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        if (timer != null) {
            timer.cancel(false);
        }
        for (InetSocketAddress address : addresses) {
            loop.peers().removeAddress(this, address);
        }
        for (String ufrag : ufrags) {
            loop.peers().removeUfrag(this, ufrag);
        }
        loop.peers().remove(this);
        room.leave(loop.nowNanos(), member);
        congestion.close();
        loop.roomChanged(room);
        loop.sender().flush();
        listener.onClosed(reason);
    }

    private final class TransportEvents implements PeerEvents {
        @Override
        public void sendDatagram(ByteBuffer buffer, int offset, int length, InetSocketAddress to) {
            loop.sender().send(buffer, offset, length, to);
        }

        @Override
        public void onAddressSelected(InetSocketAddress remote) {
            addresses.remove(remote);
            addresses.add(remote);
            loop.peers().addAddress(MediaPeer.this, remote);
            if (addresses.size() > REMEMBERED_ADDRESSES) {
                InetSocketAddress oldest = new ArrayList<>(addresses).get(0);
                addresses.remove(oldest);
                loop.peers().removeAddress(MediaPeer.this, oldest);
            }
        }

        @Override
        public void onConnected() {
            listener.onConnected();
        }

        @Override
        public void onRtp(long nowNanos, ByteBuffer buffer, int offset, int length) {
            loop.counters().packetReceived();
            member.handleRtp(nowNanos, buffer, offset, length);
        }

        @Override
        public void onRtcp(long nowNanos, ByteBuffer buffer, int offset, int length) {
            member.handleRtcp(nowNanos, buffer, offset, length);
        }

        @Override
        public void onDropped(DropReason reason) {
            loop.counters().dropped(reason);
        }

        @Override
        public void onCredentialsRetired(String localUfrag) {
            ufrags.remove(localUfrag);
            loop.peers().removeUfrag(MediaPeer.this, localUfrag);
        }

        @Override
        public void onClosed(String reason) {
            release(reason);
        }
    }

    private final class Output implements MemberOutput {
        @Override
        public void sendRtp(ByteBuffer packet, int offset, int length) {
            if (transport.connected()) {
                loop.counters().packetSent();
                transport.sendRtp(packet, offset, length);
            }
        }

        @Override
        public void sendRtcp(ByteBuffer packet, int offset, int length) {
            if (transport.connected()) {
                transport.sendRtcp(packet, offset, length);
            }
        }

        @Override
        public void onTracksChanged() {
            listener.onTracksChanged(tracks());
        }

        @Override
        public void onQuality(MediaQuality quality) {
            listener.onQuality(quality);
        }

        @Override
        public void onRetransmissionAsked(int packets) {
            loop.counters().retransmissionsAsked(packets);
        }

        @Override
        public void onDropped(DropReason reason) {
            loop.counters().dropped(reason);
        }
    }
}
