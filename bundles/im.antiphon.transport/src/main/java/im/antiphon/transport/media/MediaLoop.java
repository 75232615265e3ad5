// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.congestion.CongestionControllers;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.media.MediaServer.MediaRoom;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.sfu.ListenerBlocks;
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
 * One event loop and all that is confined to it: its peers, the rooms they are in, what was counted. Everything but {@link #index},
 * {@link #eventLoop}, {@link #nowNanos}, {@link #publishedRooms}, {@link #counters} and what is shared is for that loop alone.
 */
final class MediaLoop {
    private final int index;
    private final EventLoop eventLoop;
    private final BatchSender sender;
    private final ListenerBlocks blocks;
    private final LoopInbox inbox;
    private final Seats seats;
    private final RoomShards shards;
    private final MediaCounters counters;
    private final SrtpEngine srtpEngine;
    private final Executor handshakes;
    private final FailureLog failures;
    private final CongestionControllers congestionControllers;
    private final CongestionLimits congestionLimits;
    private final long wallClockOffsetNanos;

    private final PeerTable peers;
    private final PeerTimers timers;
    private final Map<RoomAddress, Room> rooms = new HashMap<>();
    private final Map<RoomAddress, MediaRoom> published = new ConcurrentHashMap<>();
    private final SecureRandom random;
    private final RandomGenerator spread;

    /**
     * What is a loop's own.
     *
     * @param index its number, from 0
     * @param sender of its socket
     * @param inbox what other loops hand over to it
     * @param counters of its own
     * @param peers behind all sockets
     * @param failures what went wrong on it
     */
    record Socket(
            int index,
            EventLoop eventLoop,
            BatchSender sender,
            LoopInbox inbox,
            MediaCounters counters,
            PeerTable peers,
            FailureLog failures) {}

    /**
     * What all loops share; safe from any thread.
     *
     * @param srtpEngine protects and opens media
     * @param handshakes runs DTLS handshakes, which block
     * @param congestionControllers where controllers come from
     * @param congestionLimits what they may choose from
     * @param seats who lives where
     * @param shards which rooms are on which loops
     */
    record Shared(
            SrtpEngine srtpEngine,
            Executor handshakes,
            CongestionControllers congestionControllers,
            CongestionLimits congestionLimits,
            Seats seats,
            RoomShards shards) {}

    MediaLoop(Socket socket, Shared shared) {
        this.index = socket.index();
        this.eventLoop = socket.eventLoop();
        this.sender = socket.sender();
        this.blocks = sender.blocks();
        this.inbox = socket.inbox();
        this.counters = socket.counters();
        this.peers = socket.peers();
        this.failures = socket.failures();
        this.srtpEngine = shared.srtpEngine();
        this.random = new SecureRandom();
        this.spread = new SplittableRandom(random.nextLong());
        this.handshakes = shared.handshakes();
        this.congestionControllers = shared.congestionControllers();
        this.congestionLimits = shared.congestionLimits();
        this.seats = shared.seats();
        this.shards = shared.shards();
        this.timers = new PeerTimers(new Wakes(), sender::flush);
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

    /** Its number, from 0. */
    int index() {
        return index;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    LoopInbox inbox() {
        return inbox;
    }

    Seats seats() {
        return seats;
    }

    Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return eventLoop.schedule(task, delay, unit);
    }

    /** For what can wait for a moment. */
    PeerTimers timers() {
        return timers;
    }

    BatchSender sender() {
        return sender;
    }

    /** Packets for many listeners, until the sender is flushed. */
    ListenerBlocks blocks() {
        return blocks;
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

    /** The room at that address, or this loop's part of it; made where there is none. */
    Room room(RoomAddress address) {
        Room present = rooms.get(address);
        if (present != null) {
            return present;
        }
        Room made = new Room(address, spread, sender, inbox, blocks);
        rooms.put(address, made);
        shards.opened(made);
        return made;
    }

    /** Notes what a room looks like now, and forgets it when the last has left. */
    void roomChanged(Room room) {
        if (room.members().isEmpty()) {
            if (rooms.remove(room.address(), room)) {
                shards.closed(room);
                published.remove(room.address());
            }
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

    private final class Wakes implements PeerTimers.Wakes {
        @Override
        public Runnable schedule(Runnable task, long delay, TimeUnit unit) {
            Future<?> scheduled = eventLoop.schedule(task, delay, unit);
            return () -> scheduled.cancel(false);
        }

        @Override
        public long nowNanos() {
            return MediaLoop.this.nowNanos();
        }
    }
}
