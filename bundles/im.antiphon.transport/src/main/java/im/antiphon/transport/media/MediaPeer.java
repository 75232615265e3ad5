// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaTrack;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.PacketKind;
import im.antiphon.sfu.Downlink;
import im.antiphon.sfu.Member;
import im.antiphon.sfu.MemberOutput;
import im.antiphon.sfu.MemberSettings;
import im.antiphon.sfu.Room;
import im.antiphon.transport.batch.Destination;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.peer.PeerEvents;
import im.antiphon.webrtc.peer.PeerExecutors;
import im.antiphon.webrtc.peer.PeerSettings;
import im.antiphon.webrtc.peer.PeerTransport;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session's peer: its transport on one side, its membership of a room on the other. Confined to its loop. It arms one timer:
 * for the earliest of all its deadlines.
 */
final class MediaPeer {
    private static final long LEAST_DELAY_NANOS = 5_000_000;

    /** A deadline that far away is not held to a few hundredths of a second: reports, consent, handshakes that stall. */
    private static final long PATIENT_DELAY_NANOS = 200_000_000;

    /** So many of a peer's datagrams are handed over before the kernel is asked to give them elsewhere: five seconds of voice. */
    static final int STRAYS = 250;

    private final MediaLoop loop;
    private final String sessionId;
    private final Room room;
    private final MediaListener listener;
    private final PeerTransport transport;
    private final ManagedCongestionController congestion;
    private final Member member;
    private final LocalDescription description;
    private final Set<InetSocketAddress> addresses = new HashSet<>();
    private final Set<String> ufrags = new HashSet<>();

    private PeerSettings settings;
    private long armedNanos = Long.MAX_VALUE;
    private @Nullable Runnable takeTimerBack;

    private @Nullable Future<?> timer;
    private int strays; // other loops'
    private boolean failing;
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
        this.congestion = loop.openCongestionController(offer.tenant());
        this.room = loop.room(offer.roomAddress());
        long nowNanos = loop.nowNanos();
        String name = offer.publisherName();
        this.transport = new PeerTransport(
                settings,
                loop.srtpEngine(),
                new PeerExecutors(this::post, loop.handshakes(), loop.random()),
                new TransportEvents());
        this.member = room.join(
                nowNanos,
                new MemberSettings(sessionId, name == null ? sessionId : name, offer.source(), loop.newSsrc()),
                new Downlink(congestion, loop.wallClockOffsetNanos()),
                new Output());
        loop.peers().add(this);
        loop.seats().joined(sessionId, room.address(), loop.index());
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

    /** Any thread: where datagrams of this peer go that have come in on another loop. */
    LoopInbox inbox() {
        return loop.inbox();
    }

    /** Any thread: the loop it is confined to. */
    int loopIndex() {
        return loop.index();
    }

    /**
     * On another loop: a datagram of this peer's has come in there; true for one in {@value #STRAYS}. What comes from one address comes
     * in on one loop; should there be two, some are not counted.
     */
    boolean strayed() {
        strays = (strays + 1) % STRAYS;
        return strays == 0;
    }

    /** Any thread. */
    boolean isIn(RoomAddress address) {
        return room.address().equals(address);
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
        if (failing) {
            return;
        }
        try {
            long nowNanos = loop.nowNanos();
            transport.handleDatagram(nowNanos, kind, buffer, 0, length, from);
            if (kind != PacketKind.RTP) {
                arm();
            }
            loop.timers().ride(nowNanos);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Any thread: has the loop do what a handshake's thread has come to, and send what follows from it. */
    private void post(Runnable task) {
        loop.eventLoop().execute(() -> {
            guard(() -> {
                task.run();
                arm();
            });
            loop.sender().flush();
        });
    }

    void close(String reason) {
        try {
            transport.close(loop.nowNanos(), reason);
        } catch (RuntimeException e) {
            loop.failures().failed(sessionId, e);
            release(reason);
        }
    }

    /** Any thread: has the peer's loop close it. */
    void closeOnItsLoop(String reason) {
        loop.eventLoop().execute(() -> close(reason));
    }

    private void guard(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /**
     * A defect of ours has met this peer: it ends, the others of the room go on. Not at once, since this may be in the middle of
     * what another peer's packet causes; until then nothing more of it is handled.
     */
    void fail(RuntimeException cause) {
        loop.failures().failed(sessionId, cause);
        if (!failing) {
            failing = true;
            loop.eventLoop().execute(() -> close("internal-error"));
        }
    }

    /**
     * The timer is moved only where a deadline has come closer. One that went further away, as with every connectivity check, lets
     * the timer come early, find nothing due, and be armed anew: once a second at most, since reports are due that often.
     */
    private void arm() {
        if (closed) {
            return;
        }
        long next = Math.min(transport.nextTimeoutNanos(), member.nextTimeoutNanos());
        if (next >= armedNanos) {
            return;
        }
        disarm();
        armedNanos = next;
        long delayNanos = delayNanos(next, loop.nowNanos());
        if (delayNanos >= PATIENT_DELAY_NANOS) {
            PeerTimers.Timer timer = loop.timers().add(next, this::onDeadline);
            takeTimerBack = () -> loop.timers().cancel(timer);
        } else {
            Future<?> timer = loop.schedule(this::onTimer, delayNanos, TimeUnit.NANOSECONDS);
            takeTimerBack = () -> timer.cancel(false);
        }
    }

    private void disarm() {
        if (takeTimerBack != null) {
            takeTimerBack.run();
            takeTimerBack = null;
        }
    }

    /** A while at least: a plugin's deadline may be one that does not move, and must not keep the loop busy. */
    static long delayNanos(long deadlineNanos, long nowNanos) {
        return Math.max(LEAST_DELAY_NANOS, deadlineNanos - nowNanos);
    }

    private void onTimer() {
        onDeadline();
        loop.sender().flush();
    }

    private void onDeadline() {
        armedNanos = Long.MAX_VALUE;
        takeTimerBack = null;
        if (!closed) {
            guard(this::handleTimeout);
        }
    }

    private void handleTimeout() {
        long nowNanos = loop.nowNanos();
        transport.handleTimeout(nowNanos);
        if (!closed && nowNanos - member.nextTimeoutNanos() >= 0) {
            member.handleTimeout(nowNanos);
        }
        arm();
    }

    private void release(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        disarm();
        for (InetSocketAddress address : addresses) {
            loop.peers().removeAddress(this, address);
        }
        for (String ufrag : ufrags) {
            loop.peers().removeUfrag(this, ufrag);
        }
        loop.peers().remove(this);
        loop.seats().left(room.address(), loop.index());
        try {
            room.leave(loop.nowNanos(), member);
            congestion.close();
        } finally {
            loop.roomChanged(room);
            loop.sender().flush();
            listener.onClosed(reason);
        }
    }

    private final class TransportEvents implements PeerEvents {
        private @Nullable InetSocketAddress address;
        private @Nullable Destination destination;

        @Override
        public void sendDatagram(ByteBuffer buffer, int offset, int length, InetSocketAddress to) {
            Destination known = destination;
            if (known == null || to != address) { // media goes to the same object each time
                known = loop.sender().destination(to);
                address = to;
                destination = known;
            }
            loop.sender().send(buffer, offset, length, known);
        }

        @Override
        public void onAddressValidated(InetSocketAddress remote) {
            addresses.add(remote);
            loop.peers().addAddress(MediaPeer.this, remote);
        }

        @Override
        public void onAddressForgotten(InetSocketAddress remote) {
            addresses.remove(remote);
            loop.peers().removeAddress(MediaPeer.this, remote);
        }

        @Override
        public void onConnected() {
            guard(listener::onConnected);
        }

        @Override
        public void onRtp(long nowNanos, ByteBuffer buffer, int offset, int length) {
            loop.counters().packetReceived();
            long waiting = loop.blocks().taken();
            member.handleRtp(nowNanos, buffer, offset, length);
            if (loop.blocks().taken() == waiting) {
                loop.counters().forwarded(loop.nowNanos() - nowNanos);
            }
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
            if (!transport.connected() || failing) {
                return;
            }
            try {
                if (transport.sendRtp(packet, offset, length)) {
                    loop.counters().packetSent();
                }
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        @Override
        public void sendRtcp(ByteBuffer packet, int offset, int length) {
            if (!transport.connected() || failing) {
                return;
            }
            try {
                transport.sendRtcp(packet, offset, length);
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        @Override
        public void onTracksChanged() {
            guard(() -> listener.onTracksChanged(tracks()));
        }

        @Override
        public void onQuality(MediaQuality quality) {
            if (transport.connected()) {
                guard(() -> listener.onQuality(quality));
            }
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
