// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaRole;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.media.MediaTrack;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.api.plugin.Tenants;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.rtp.DropReason;
import im.antiphon.transport.loop.OwnedEventLoops;
import im.antiphon.transport.loop.Transports;
import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A whole media endpoint on this machine, and real peers in one of its rooms. */
final class VoiceRoom implements AutoCloseable {
    private static final int PACKETS_PER_SECOND = 500;
    private static final int AT_ONCE = 20;
    static final CongestionLimits LIMITS = new CongestionLimits(30_000, 1_000_000, 5_000_000);

    /** A peer in the room, and what the server says of it. */
    static final class Guest implements MediaListener {
        final VoicePeer peer;
        final String sessionId;
        volatile boolean faulty;
        final CompletableFuture<Boolean> connected = new CompletableFuture<>();
        final CompletableFuture<String> closed = new CompletableFuture<>();
        final CompletableFuture<MediaQuality> quality = new CompletableFuture<>();

        Guest(VoicePeer peer, String sessionId) {
            this.peer = peer;
            this.sessionId = sessionId;
        }

        @Override
        public void onConnected() {
            connected.complete(true);
        }

        @Override
        public void onTracksChanged(List<MediaTrack> tracks) {
            if (faulty) {
                throw new IllegalStateException("a listener that throws");
            }
        }

        @Override
        public void onQuality(MediaQuality current) {
            quality.complete(current);
        }

        @Override
        public void onClosed(String reason) {
            closed.complete(reason);
        }
    }

    private final OwnedEventLoops loops;
    private final int roomPeersPerLoop;
    private final VoicePeers peers = VoicePeers.open(VoicePeersSettings.loopback());
    final MetricRegistry metrics = new MetricRegistry();
    final MediaEndpoint endpoint;

    VoiceRoom() throws IOException {
        this(new PortableSrtpEngine(), 100);
    }

    VoiceRoom(SrtpEngine srtp, int maximumPeers) throws IOException {
        this(srtp, maximumPeers, 1, 200);
    }

    /**
     * @param mediaLoops how many, where there is epoll
     * @param roomPeersPerLoop of which more go to other loops
     */
    VoiceRoom(SrtpEngine srtp, int maximumPeers, int mediaLoops, int roomPeersPerLoop) throws IOException {
        this.loops = new OwnedEventLoops(Transports.best(), 1, mediaLoops);
        this.roomPeersPerLoop = roomPeersPerLoop;
        endpoint = open(srtp, maximumPeers);
    }

    MediaEndpoint open(SrtpEngine srtp, int maximumPeers) throws IOException {
        return MediaEndpoint.open(
                new MediaSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of(),
                        Duration.ofSeconds(30),
                        8,
                        maximumPeers,
                        roomPeersPerLoop,
                        LIMITS,
                        MediaSettings.Coalescing.none()),
                new MediaEndpoint.Surroundings(
                        loops, srtp, null, (limits, random, loop) -> new ConstantRate(), new OpusOnly(), metrics));
    }

    /** A gauge's value. */
    long metric(String name) {
        return ((Number) metrics.gauge(name).getValue()).longValue();
    }

    long drops(DropReason reason) {
        return metric("antiphon_drops_total{reason=\"" + reason.label() + "\"}");
    }

    MediaServer server() {
        return endpoint.server();
    }

    /** A peer of the room, connected on both sides. */
    Guest join(String name, MediaRole role, @Nullable String source, VoicePeerSettings settings) throws Exception {
        return join(Tenants.DEFAULT, name, role, source, settings);
    }

    /** A peer of a tenant's room of the same name. */
    Guest join(String tenant, String name, MediaRole role, @Nullable String source, VoicePeerSettings settings)
            throws Exception {
        return joinIn(new RoomAddress(tenant, "room"), name, role, source, settings);
    }

    /** The same in any room. */
    Guest joinIn(RoomAddress room, String name, MediaRole role, @Nullable String source, VoicePeerSettings settings)
            throws Exception {
        Guest guest = new Guest(peers.add(settings), name);
        negotiate(room, guest, role, source);
        return guest;
    }

    /** The loop on which a guest's peer lives. */
    MediaLoop loopOf(Guest guest) {
        return endpoint.loops().of(guest.sessionId);
    }

    /** Offers again, as after {@link VoicePeer#addReceivers}. */
    void negotiate(Guest guest, MediaRole role, @Nullable String source) throws Exception {
        negotiate(new RoomAddress(Tenants.DEFAULT, "room"), guest, role, source);
    }

    private void negotiate(RoomAddress room, Guest guest, MediaRole role, @Nullable String source) throws Exception {
        MediaOffer offer = new MediaOffer(
                guest.sessionId, room.tenant(), room.name(), role, guest.peer.offer(), source, guest.sessionId);
        String answer = endpoint.server()
                .offer(offer, guest)
                .toCompletableFuture()
                .get(60, SECONDS)
                .sdp();
        guest.peer.accept(answer).get(60, SECONDS);
        guest.connected.get(60, SECONDS);
    }

    /**
     * Has speakers say something until everybody has heard so many packets of each: a little at a time, and the next when all
     * have what went before. So nothing can be lost in sockets, however slow this machine is, and what is lost was lost by us.
     */
    void talk(List<Guest> speakers, List<Guest> listeners, int packets) throws Exception {
        long saidBefore = sent(speakers) - drops(DropReason.NO_KEYS);
        List<Long> heardBefore = new ArrayList<>();
        for (Guest listener : listeners) {
            heardBefore.add(listener.peer.statistics().received());
        }
        for (int heard = 0; heard < packets; heard += AT_ONCE) {
            for (Guest speaker : speakers) {
                long goal = speaker.peer.statistics().sent() + AT_ONCE;
                CompletableFuture<?> said =
                        speaker.peer.when(now -> now.sent() >= goal).thenRun(speaker.peer::stopSending);
                speaker.peer.startSending(PACKETS_PER_SECOND);
                said.get(60, SECONDS);
            }
            // A few packets may have been sent before our side of a handshake was done.
            long said = sent(speakers) - drops(DropReason.NO_KEYS) - saidBefore;
            for (int i = 0; i < listeners.size(); i++) {
                long expected = heardBefore.get(i) + said;
                listeners.get(i).peer.when(now -> now.received() >= expected).get(60, SECONDS);
            }
        }
    }

    private static long sent(List<Guest> speakers) {
        long sent = 0;
        for (Guest speaker : speakers) {
            sent += speaker.peer.statistics().sent();
        }
        return sent;
    }

    /** Until the kernel has been told whose socket is whose, of those for whom that has been asked. */
    void awaitSteering() throws Exception {
        // Where it is told, this comes due after that.
        loops.signaling()
                .next()
                .schedule(() -> {}, SocketSteering.COLLECT_MILLIS, MILLISECONDS)
                .get(60, SECONDS);
    }

    @Override
    public void close() {
        peers.close();
        endpoint.close();
        loops.close();
    }

    /** Never in the way. */
    static final class ConstantRate implements ManagedCongestionController {
        @Override
        public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {}

        @Override
        public void onFeedback(long nowNanos, CongestionFeedback feedback) {}

        @Override
        public long targetBitsPerSecond() {
            return LIMITS.maximumBitsPerSecond();
        }

        @Override
        public CongestionSnapshot snapshot() {
            return new CongestionSnapshot(targetBitsPerSecond(), 0, -1, -1);
        }

        @Override
        public String servedBy() {
            return "constant";
        }

        @Override
        public void close() {}
    }

    /** Negotiates Opus and decodes nothing. */
    static final class OpusOnly implements Codecs {
        @Override
        public List<CodecFormat> formats() {
            return List.of(new CodecFormat("opus", 48_000, 2, -1, Map.of("minptime", "10", "useinbandfec", "1")));
        }

        @Override
        public @Nullable AudioEncoder openEncoder(String encodingName, EncoderSettings settings) {
            return null;
        }

        @Override
        public @Nullable AudioDecoder openDecoder(String encodingName, int channels) {
            return null;
        }

        @Override
        public int targetBitsPerSecond(
                String encodingName, int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
            return baseBitsPerSecond;
        }
    }
}
