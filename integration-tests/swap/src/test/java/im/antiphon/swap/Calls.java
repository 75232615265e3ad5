// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.load.SourceStatistics;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.load.VoiceStatistics;
import im.antiphon.load.WhipClient;
import im.antiphon.load.WhipSession;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rooms with one who speaks by WHIP and others who listen by WHEP, over UDP. */
final class Calls implements AutoCloseable {
    /** @param listeners with how many packets each has missed, because they were sent before the server had it connected */
    private record Room(int speakerId, VoicePeer speaker, Map<VoicePeer, Long> listeners) {
        VoicePeer first() {
            return listeners.keySet().iterator().next();
        }
    }

    static final int PACKETS_PER_SECOND = 20;
    private static final long ON_THEIR_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final VoicePeers peers;
    private final List<Room> rooms = new ArrayList<>();

    private Calls(VoicePeers peers) {
        this.peers = peers;
    }

    /**
     * One listener in each room, and {@value #PACKETS_PER_SECOND} packets a second from each speaker: so few that a socket holds
     * what all send while a loop is blocked, or not scheduled, for a second.
     */
    static Calls open(URI server, int rooms) throws Exception {
        return open(server, rooms, 1, PACKETS_PER_SECOND);
    }

    /** Connects all, then lets all speak, and returns once everybody hears. */
    static Calls open(URI server, int rooms, int listeners, int packetsPerSecond) throws Exception {
        Calls calls = new Calls(VoicePeers.open(VoicePeersSettings.loopback()));
        try {
            calls.connect(server, rooms, listeners);
            calls.rooms.forEach(room -> room.speaker().startSending(packetsPerSecond));
            calls.awaitPackets(1);
            calls.rooms.forEach(room -> room.speaker().stopSending());
            LockSupport.parkNanos(ON_THEIR_WAY_NANOS);
            calls.rooms.forEach(Calls::countMissed);
            calls.rooms.forEach(room -> room.speaker().startSending(packetsPerSecond));
            return calls;
        } catch (Exception | AssertionError e) {
            calls.close();
            throw e;
        }
    }

    private void connect(URI server, int count, int listeners) throws Exception {
        WhipClient http = new WhipClient();
        for (int id = 1; id <= count; id++) {
            List<CompletableFuture<Void>> connecting = new ArrayList<>();
            VoicePeer speaker = peers.add(VoicePeerSettings.sending(id));
            WhipSession whip = http.post(server.resolve("whip/swap-" + id + "/speaker"), speaker.offer());
            connecting.add(speaker.accept(whip.answer()));
            Map<VoicePeer, Long> hearing = new LinkedHashMap<>();
            for (int i = 0; i < listeners; i++) {
                VoicePeer listener = peers.add(VoicePeerSettings.receiving(1));
                WhipSession whep = http.post(server.resolve("whep/swap-" + id + "/speaker"), listener.offer());
                connecting.add(listener.accept(whep.answer()));
                hearing.put(listener, 0L);
            }
            for (CompletableFuture<Void> one : connecting) { // a room at a time: handshakes are work
                one.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            rooms.add(new Room(id, speaker, hearing));
        }
        awaitTheServersSide(server, http);
    }

    /**
     * A peer that has sent its last word of a handshake is connected, while the server still reads it. When one that has come
     * later has been through all of its own, the server is connected to those before, and their first packet is not lost.
     */
    private void awaitTheServersSide(URI server, WhipClient http) throws Exception {
        VoicePeer later = peers.add(VoicePeerSettings.receiving(1));
        WhipSession whep = http.post(server.resolve("whep/swap-1/speaker"), later.offer());
        later.accept(whep.answer()).get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        http.delete(whep);
        later.closed().get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void countMissed(Room room) {
        long sent = room.speaker().statistics().sent();
        room.listeners()
                .replaceAll((listener, none) -> sent - listener.statistics().received());
    }

    /** How many peers there are, on the server as here. */
    int sessions() {
        return rooms.stream().mapToInt(room -> 1 + room.listeners().size()).sum();
    }

    /** Waits until every listener has heard that many more. */
    void awaitPackets(int more) throws InterruptedException {
        List<CompletableFuture<VoiceStatistics>> waits = new ArrayList<>();
        for (Room room : rooms) {
            for (VoicePeer listener : room.listeners().keySet()) {
                long goal = listener.statistics().received() + more;
                waits.add(listener.when(statistics -> statistics.received() >= goal));
            }
        }
        for (CompletableFuture<VoiceStatistics> wait : waits) {
            await(wait, () -> more + " packets more; " + rooms.size() + " rooms, the first: " + describe(rooms.get(0)));
        }
    }

    /** Waits until one listener in each room has heard another packet: much less work than to ask all. */
    void awaitSigns() throws InterruptedException {
        List<CompletableFuture<VoiceStatistics>> waits = new ArrayList<>();
        for (Room room : rooms) {
            long goal = room.first().statistics().received() + 1;
            waits.add(room.first().when(statistics -> statistics.received() >= goal));
        }
        for (CompletableFuture<VoiceStatistics> wait : waits) {
            await(wait, () -> "a packet in every room; the first: " + describe(rooms.get(0)));
        }
    }

    private static void await(CompletableFuture<VoiceStatistics> wait, Supplier<String> expected)
            throws InterruptedException {
        try {
            wait.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e + ": expected " + expected.get()); // Pax Exam would show the cause alone.
        }
    }

    private static String describe(Room room) {
        return "speaker " + room.speaker().statistics() + "\nlistener "
                + room.first().statistics();
    }

    /** Stops speaking and counts: all that was said has been heard, once, in one stream, and nobody was hung up on. */
    void verifyNothingWasLost() throws InterruptedException {
        rooms.forEach(room -> room.speaker().stopSending());
        for (Room room : rooms) {
            long sent = room.speaker().statistics().sent();
            assertThat(room.speaker().statistics().resent())
                    .as("packets that had to be asked for again")
                    .isZero();
            assertThat(room.speaker().closed()).isNotDone();
            for (Map.Entry<VoicePeer, Long> one : room.listeners().entrySet()) {
                VoicePeer listener = one.getKey();
                long expected = sent - one.getValue();
                await(
                        listener.when(statistics -> statistics.received() >= expected),
                        () -> expected + " packets to be heard; " + describe(room));
                verifyHeard(room, listener.statistics(), expected);
                assertThat(listener.closed()).isNotDone();
            }
        }
    }

    private static void verifyHeard(Room room, VoiceStatistics heard, long expected) {
        assertThat(heard.sources()).as(() -> describe(room)).hasSize(1);
        SourceStatistics source = heard.sources().get(0);
        assertThat(source.senderId()).isEqualTo(room.speakerId());
        assertThat(source.lost()).as(() -> describe(room)).isZero();
        assertThat(source.duplicated()).as(() -> describe(room)).isZero();
        assertThat(source.received())
                .as(() -> describe(room))
                .isBetween(expected, room.speaker().statistics().sent());
        assertThat(source.ended()).isFalse();
    }

    /** Those that are over, and why: nobody ends a call here. */
    void verifyNobodyWasHungUpOn() {
        Map<String, Long> over = rooms.stream()
                .flatMap(room -> Stream.concat(Stream.of(room.speaker()), room.listeners().keySet().stream()))
                .filter(peer -> peer.closed().isDone())
                .collect(Collectors.groupingBy(peer -> peer.closed().join(), Collectors.counting()));
        assertThat(over).as("peers that have ended, of " + sessions()).isEmpty();
    }

    /** By all speakers together. */
    long packetsSent() {
        return rooms.stream()
                .mapToLong(room -> room.speaker().statistics().sent())
                .sum();
    }

    /** By all listeners together, each packet once. */
    long packetsHeard() {
        return rooms.stream()
                .flatMap(room -> room.listeners().keySet().stream())
                .mapToLong(listener -> listener.statistics().received())
                .sum();
    }

    /** The slowest packet of the slowest listener, from its sender, through the server. */
    long slowestPacketNanos() {
        return rooms.stream()
                .flatMap(room -> room.listeners().keySet().stream())
                .flatMap(listener -> listener.statistics().sources().stream())
                .mapToLong(source -> source.latency().maximumNanos())
                .max()
                .orElse(0);
    }

    @Override
    public void close() {
        peers.close();
    }
}
