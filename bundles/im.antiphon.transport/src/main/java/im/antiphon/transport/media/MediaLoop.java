// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.congestion.CongestionControllers;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.media.MediaServer.MediaRoom;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.sfu.Member;
import im.antiphon.sfu.Room;
import im.antiphon.webrtc.srtp.SrtpEngine;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One event loop and all that is confined to it: the peers, the rooms they are in, what was counted. Everything but
 * {@link #publishedRooms} and {@link #counters} is for that loop alone.
 */
final class MediaLoop {
    private final EventLoop eventLoop;
    private final BatchSender sender;
    private final MediaCounters counters;
    private final SrtpEngine srtpEngine;
    private final Executor handshakes;
    private final FailureLog failures;
    private final CongestionControllers congestionControllers;
    private final CongestionLimits congestionLimits;
    private final long wallClockOffsetNanos;

    private final PeerTable peers;
    private final Map<RoomAddress, Room> rooms = new HashMap<>();
    private final Map<RoomAddress, MediaRoom> published = new ConcurrentHashMap<>();
    private final SecureRandom random;
    private final RandomGenerator spread;

    /**
     * What a loop is given.
     *
     * @param sender of its socket
     * @param counters of its own
     * @param peers behind its socket
     * @param failures what went wrong on it
     */
    record Socket(
            EventLoop eventLoop, BatchSender sender, MediaCounters counters, PeerTable peers, FailureLog failures) {}

    MediaLoop(
            Socket socket,
            SrtpEngine srtpEngine,
            Executor handshakes,
            CongestionControllers congestionControllers,
            CongestionLimits congestionLimits) {
        this.eventLoop = socket.eventLoop();
        this.sender = socket.sender();
        this.counters = socket.counters();
        this.peers = socket.peers();
        this.failures = socket.failures();
        this.srtpEngine = srtpEngine;
        this.random = new SecureRandom();
        this.spread = new SplittableRandom(random.nextLong());
        this.handshakes = handshakes;
        this.congestionControllers = congestionControllers;
        this.congestionLimits = congestionLimits;
        this.wallClockOffsetNanos = System.currentTimeMillis() * 1_000_000L - System.nanoTime();
    }

    long nowNanos() {
        return System.nanoTime();
    }

    /**
     * What to add to {@link #nowNanos} for the time of day. Taken once, at start: sender reports state wall clock times of which
     * receivers use the differences alone (RFC 3550, section 6.4.1, asks for no more than a common clock), so all streams of this
     * node share one that never steps. That it and the time of day drift apart, by what NTP corrects, harms nobody.
     */
    long wallClockOffsetNanos() {
        return wallClockOffsetNanos;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return eventLoop.schedule(task, delay, unit);
    }

    BatchSender sender() {
        return sender;
    }

    MediaCounters counters() {
        return counters;
    }

    SrtpEngine srtpEngine() {
        return srtpEngine;
    }

    /** Runs DTLS handshakes, which block. */
    Executor handshakes() {
        return handshakes;
    }

    FailureLog failures() {
        return failures;
    }

    SecureRandom random() {
        return random;
    }

    PeerTable peers() {
        return peers;
    }

    /** From the plugin that is chosen for a tenant. */
    ManagedCongestionController openCongestionController(String tenant) {
        return congestionControllers.open(tenant, congestionLimits, spread, eventLoop);
    }

    /** A source identifier; never 0, which some endpoints take for none. */
    int newSsrc() {
        int ssrc;
        do {
            ssrc = random.nextInt();
        } while (ssrc == 0);
        return ssrc;
    }

    /** The room at that address, made where there is none. */
    Room room(RoomAddress address) {
        return rooms.computeIfAbsent(address, absent -> new Room(absent, spread, sender));
    }

    /** Notes what a room looks like now, and forgets it when the last has left. */
    void roomChanged(Room room) {
        if (room.members().isEmpty()) {
            rooms.remove(room.address(), room);
            published.remove(room.address());
            return;
        }
        int subscriptions = 0;
        for (Member member : room.members()) {
            subscriptions += member.subscriptionCount();
        }
        published.put(
                room.address(),
                new MediaRoom(room.address(), room.members().size(), room.publicationCount(), subscriptions));
    }

    /** The rooms as last noted. Safe from any thread. */
    Collection<MediaRoom> publishedRooms() {
        return published.values();
    }
}
