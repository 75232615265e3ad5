// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaException.Reason;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaRole;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.media.MediaTrack;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.load.SourceStatistics;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.load.VoiceStatistics;
import im.antiphon.rtp.DropReason;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import im.antiphon.transport.media.VoiceRoom.Guest;
import im.antiphon.webrtc.sdp.IceFragment;
import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of offers, of peers that fail or are replaced, and of datagrams that are nobody's. */
@Timeout(180)
class MediaEndpointTest {
    private static final MediaListener NOBODY = new MediaListener() {
        @Override
        public void onConnected() {}

        @Override
        public void onTracksChanged(List<MediaTrack> tracks) {}

        @Override
        public void onQuality(MediaQuality quality) {}

        @Override
        public void onClosed(String reason) {}
    };

    private @Nullable VoiceRoom opened;

    private VoiceRoom room() throws Exception {
        return room(new TestSrtpEngine(true), 300);
    }

    private VoiceRoom room(TestSrtpEngine srtp, int maximumPeers) throws Exception {
        VoiceRoom room = open(srtp, maximumPeers);
        opened = room;
        return room;
    }

    VoiceRoom open(TestSrtpEngine srtp, int maximumPeers) throws Exception {
        return new VoiceRoom(srtp, maximumPeers);
    }

    int loopsOfTwoPeers() {
        return 1;
    }

    @AfterEach
    void close() {
        VoiceRoom room = opened;
        if (room != null) {
            room.close();
            assertThat(room.metrics.getNames()).isEmpty();
        }
    }

    private static VoiceStatistics await(Guest guest, Predicate<VoiceStatistics> condition) throws Exception {
        return guest.peer.when(condition).get(60, SECONDS);
    }

    private static Guest publisher(VoiceRoom room, String name, int senderId, int level) throws Exception {
        Guest publisher = room.join(name, MediaRole.PUBLISHER, null, VoicePeerSettings.sending(senderId));
        publisher.peer.audioLevel(level);
        publisher.peer.startSending(100);
        return publisher;
    }

    private static Guest listener(VoiceRoom room, String name, @Nullable String source) throws Exception {
        return room.join(name, MediaRole.LISTENER, source, VoicePeerSettings.receiving(1));
    }

    private static MediaOffer offer(String session, String sdp, MediaRole role) {
        return new MediaOffer(session, "room", role, sdp, null, null);
    }

    /** The media loop goes round until it is so. */
    private static void awaitOnLoop(VoiceRoom room, BooleanSupplier condition) throws Exception {
        boolean met = false;
        while (!met) {
            met = room.endpoint
                    .loops()
                    .all()
                    .get(0)
                    .eventLoop()
                    .submit(condition::getAsBoolean)
                    .get(60, SECONDS);
        }
    }

    private static void assertRefused(CompletionStage<?> stage, Reason reason) {
        assertThatThrownBy(() -> stage.toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    // ---- media

    @Test
    void oneSlotGoesToTheLoudestAndFollowsItUnderOneSource() throws Exception {
        VoiceRoom room = room();
        Guest ann = publisher(room, "ann", 1, 5);
        Guest ben = publisher(room, "ben", 2, 70);
        Guest cat = listener(room, "cat", null);
        await(cat, now -> !now.sources().isEmpty() && now.sources().get(0).senderId() == 1);
        ann.peer.audioLevel(100);
        ben.peer.audioLevel(5);
        VoiceStatistics heard = await(cat, now -> now.sources().get(0).senderId() == 2 && now.received() >= 100);
        assertThat(heard.sources()).hasSize(1);
        assertThat(heard.lost()).isZero();
        assertThat(heard.sources().get(0).duplicated()).isZero();
    }

    @Test
    void aFurtherOfferLeavesRunningStreamsAlone() throws Exception {
        VoiceRoom room = room();
        publisher(room, "ann", 1, 20);
        Guest cat = listener(room, "cat", null);
        SourceStatistics before =
                await(cat, now -> now.received() >= 30).sources().get(0);
        cat.peer.addReceivers(2);
        room.negotiate(cat, MediaRole.LISTENER, null);
        VoiceStatistics heard = await(cat, now -> now.received() >= before.received() + 50);
        assertThat(heard.sources()).hasSize(1);
        assertThat(heard.sources().get(0).ssrc()).isEqualTo(before.ssrc());
        assertThat(heard.lost()).isZero();
        assertThat(heard.sources().get(0).senderChanges()).isEqualTo(before.senderChanges());
        assertThat(cat.closed).isNotDone();
    }

    @Test
    void anOfferUnderAnotherCertificateReplacesThePeer() throws Exception {
        VoiceRoom room = room();
        Guest first = publisher(room, "ann", 1, 20);
        Guest cat = listener(room, "cat", "ann");
        await(cat, now -> now.receivedFrom(1) >= 10);
        try (VoicePeers others = VoicePeers.open(VoicePeersSettings.loopback())) {
            Guest second = new Guest(others.add(VoicePeerSettings.sending(2)), "ann");
            room.negotiate(second, MediaRole.PUBLISHER, null);
            assertThat(first.closed.get(60, SECONDS)).isEqualTo("replaced");
            second.peer.startSending(100);
            await(cat, now -> now.receivedFrom(2) >= 20);
            assertThat(room.server().rooms()).singleElement().satisfies(figures -> {
                assertThat(figures.peers()).isEqualTo(2);
                assertThat(figures.publications()).isEqualTo(1);
                assertThat(figures.subscriptions()).isEqualTo(1);
            });
        }
    }

    @Test
    void tenantsHearTheirOwnRoomOfAName() throws Exception {
        VoiceRoom room = room();
        for (int i = 1; i <= 2; i++) {
            VoicePeer speaker =
                    room.join("tenant-" + i, "ann-" + i, MediaRole.PUBLISHER, null, VoicePeerSettings.sending(i)).peer;
            speaker.audioLevel(20);
            speaker.startSending(100);
        }
        Guest first = room.join("tenant-1", "cat", MediaRole.LISTENER, null, VoicePeerSettings.receiving(3));
        Guest second = room.join("tenant-2", "dan", MediaRole.LISTENER, null, VoicePeerSettings.receiving(3));
        Guest nobodys = room.join("tenant-2", "eve", MediaRole.LISTENER, "ann-1", VoicePeerSettings.receiving(3));
        assertThat(await(first, now -> now.received() >= 100).receivedFrom(2)).isZero();
        assertThat(await(second, now -> now.received() >= 100).receivedFrom(1)).isZero();
        assertThat(nobodys.peer.statistics().received()).isZero();
        assertThat(room.server().rooms())
                .extracting(MediaServer.MediaRoom::address)
                .containsExactly(new RoomAddress("tenant-1", "room"), new RoomAddress("tenant-2", "room"));
    }

    @Test
    void whatIsCountedIsWhatHasHappened() throws Exception {
        VoiceRoom room = room();
        Guest ann = publisher(room, "ann", 1, 20);
        Guest cat = listener(room, "cat", "ann");
        await(cat, now -> now.received() >= 50);
        ann.peer.stopSending();
        long sent = ann.peer.statistics().sent();
        // A few packets may have been sent before our side of the handshake was done.
        awaitOnLoop(
                room,
                () -> room.metric("antiphon_rtp_packets_total{direction=\"in\"}") + room.drops(DropReason.NO_KEYS)
                        == sent);
        // On the way through another loop than this one, a packet counts as come in first.
        long cameIn = sent - room.drops(DropReason.NO_KEYS);
        awaitOnLoop(room, () -> room.metric("antiphon_rtp_forward_seconds_count") >= cameIn);
        long in = room.metric("antiphon_rtp_packets_total{direction=\"in\"}");
        assertThat(room.metric("antiphon_rtp_packets_total{direction=\"out\"}")).isBetween(50L, in);
        // Once on its own loop, and once more on each that it was handed to.
        long forwarded = room.metric("antiphon_rtp_forward_seconds_count");
        assertThat(forwarded).isBetween(in, in * loopsOfTwoPeers());
        assertThat(room.metric("antiphon_rtp_forward_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(forwarded);
        assertThat(room.metric("antiphon_rooms")).isEqualTo(1);
        assertThat(room.drops(DropReason.INTERNAL)).isZero();
    }

    // ---- offers, candidates, restarts

    @Test
    void offersThatCannotBeServedAreRefusedWithTheReason() throws Exception {
        VoiceRoom room = room();
        String good = Offers.text("chromium-audio");
        assertRefused(room.server().offer(offer("a", "hello", MediaRole.PARTICIPANT), NOBODY), Reason.MALFORMED);
        assertRefused(
                room.server()
                        .offer(offer("a", good.replaceAll("a=fingerprint:.*\r?\n", ""), MediaRole.PARTICIPANT), NOBODY),
                Reason.MALFORMED);
        assertRefused(
                room.server().offer(offer("a", good.replace("sha-256", "sha-1"), MediaRole.PARTICIPANT), NOBODY),
                Reason.MALFORMED);
        assertRefused(
                room.server()
                        .offer(offer("a", good.replaceAll("a=ice-ufrag:.*\r?\n", ""), MediaRole.PARTICIPANT), NOBODY),
                Reason.MALFORMED);
        assertRefused(
                room.server()
                        .offer(offer("a", good.replace("opus/48000/2", "speex/16000"), MediaRole.PARTICIPANT), NOBODY),
                Reason.UNSUPPORTED);
        assertRefused(
                room.server()
                        .offer(
                                offer("a", good.replaceFirst("t=0 0", "t=0 0\r\na=ice-lite"), MediaRole.PARTICIPANT),
                                NOBODY),
                Reason.UNSUPPORTED);
        assertThat(room.server().rooms()).isEmpty();
        awaitOnLoop(room, () -> room.endpoint.loops().peers().isEmpty());
    }

    @Test
    void oneMoreThanThereIsRoomForIsRefusedAndOnesOwnNextOfferIsNot() throws Exception {
        VoiceRoom room = room(new TestSrtpEngine(true), 1);
        String sdp = Offers.text("chromium-audio");
        room.server()
                .offer(offer("a", sdp, MediaRole.PARTICIPANT), NOBODY)
                .toCompletableFuture()
                .join();
        assertRefused(room.server().offer(offer("b", sdp, MediaRole.PARTICIPANT), NOBODY), Reason.OVERLOADED);
        room.server()
                .offer(offer("a", sdp, MediaRole.PARTICIPANT), NOBODY)
                .toCompletableFuture()
                .join();
        room.server().close("a", "closed").toCompletableFuture().join();
        room.server()
                .offer(offer("b", sdp, MediaRole.PARTICIPANT), NOBODY)
                .toCompletableFuture()
                .join();
    }

    @Test
    void damagedOffersAreRefusedOrServedAndNeverADefect() throws Exception {
        VoiceRoom room = room();
        List<Corpus.Sample> samples = new ArrayList<>();
        for (String name :
                List.of("chromium-audio-video", "chromium-audio-3-recvonly", "firefox-audio-video", "obs-whip")) {
            samples.add(new Corpus.Sample(name, Offers.text(name).getBytes(StandardCharsets.UTF_8)));
        }
        int[] round = {0};
        Mutations.forEach(new Corpus("offers", samples), 20_261_122L, 1_500, bytes -> {
            String sdp = new String(bytes, StandardCharsets.UTF_8);
            MediaRole role = MediaRole.values()[round[0]++ % 3];
            try {
                // Each session negotiates several times over.
                room.server()
                        .offer(offer("session-" + round[0] / 10, sdp, role), NOBODY)
                        .toCompletableFuture()
                        .join();
            } catch (CompletionException e) {
                assertThat(e.getCause()).isInstanceOf(MediaException.class);
            }
        });
        assertThat(room.drops(DropReason.INTERNAL)).isZero();
    }

    @Test
    void candidatesAreCheckedAndOtherwiseOfNoUse() throws Exception {
        VoiceRoom room = room();
        room.server()
                .offer(offer("a", Offers.text("chromium-audio"), MediaRole.PARTICIPANT), NOBODY)
                .toCompletableFuture()
                .join();
        for (String candidate : List.of(
                "candidate:1 1 udp 2122260223 192.0.2.3 54321 typ host",
                "1 1 udp 2122260223 192.0.2.3 54321 typ host generation 0",
                "candidate:1 1 udp 2122260223 4b1f6d2c.local 54321 typ host",
                "candidate:1 1 tcp 1518280447 192.0.2.3 9 typ host tcptype active",
                "candidate:",
                "")) {
            room.server().addCandidate("a", candidate).toCompletableFuture().join();
        }
        assertRefused(room.server().addCandidate("a", "candidate:1 1 udp"), Reason.MALFORMED);
        assertRefused(room.server().addCandidate("nobody", ""), Reason.NOT_FOUND);
    }

    @Test
    void aRestartIsAnsweredWithAFragmentOfOurOwn() throws Exception {
        VoiceRoom room = room();
        room.server()
                .offer(offer("a", Offers.text("chromium-audio"), MediaRole.PARTICIPANT), NOBODY)
                .toCompletableFuture()
                .join();
        String theirs = "a=ice-ufrag:abcd\r\na=ice-pwd:abcdabcdabcdabcdabcdabcd\r\n";
        IceFragment ours = IceFragment.parse(
                room.server().restartIce("a", theirs).toCompletableFuture().join());
        IceFragment again = IceFragment.parse(
                room.server().restartIce("a", theirs).toCompletableFuture().join());
        assertThat(ours.ufrag()).isNotNull().isNotEqualTo(again.ufrag());
        assertThat(ours.sections()).singleElement().satisfies(section -> assertThat(section.candidates())
                .hasSize(1));
        assertRefused(room.server().restartIce("a", "a=ice-ufrag:abcd\r\n"), Reason.MALFORMED);
        assertRefused(room.server().restartIce("a", "a=ice-ufrag:a\r\na=ice-pwd:b\r\n"), Reason.MALFORMED);
        assertRefused(room.server().restartIce("nobody", theirs), Reason.NOT_FOUND);
    }

    // ---- what remains

    @Test
    void nothingIsLeftOfPeersThatAreGone() throws Exception {
        VoiceRoom room = room();
        String sdp = Offers.text("chromium-audio-3-recvonly");
        String theirs = "a=ice-ufrag:abcd\r\na=ice-pwd:abcdabcdabcdabcdabcdabcd\r\n";
        List<Guest> guests = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            guests.add(room.join("guest-" + i, MediaRole.PARTICIPANT, null, VoicePeerSettings.meeting(i, 1)));
        }
        VoicePeer moved = guests.get(0).peer;
        moved.move();
        // Before that its goodbye would be a stranger's.
        awaitOnLoop(room, () -> room.endpoint.loops().peers().at(moved.localAddress()) != null);
        // Last, since those that nobody checks are given up after half a minute.
        for (int i = 0; i < 200; i++) {
            String session = "session-" + i;
            room.server()
                    .offer(new MediaOffer(session, "room-" + i % 7, MediaRole.PARTICIPANT, sdp, null, null), NOBODY)
                    .toCompletableFuture()
                    .join();
            room.server().restartIce(session, theirs).toCompletableFuture().join();
        }
        assertThat(room.server().rooms()).hasSize(8);
        for (Guest guest : guests) {
            guest.peer.close();
            guest.closed.get(60, SECONDS);
        }
        for (int i = 0; i < 200; i++) {
            room.server().close("session-" + i, "closed").toCompletableFuture().join();
        }
        assertThat(room.server().rooms()).isEmpty();
        awaitOnLoop(room, () -> room.endpoint.loops().peers().isEmpty());
    }

    @Test
    void datagramsThatAreNobodysAreCounted() throws Exception {
        VoiceRoom room = room();
        try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            send(room, stranger, (byte) 0x80, 100);
            send(room, stranger, (byte) 22, 100);
            send(room, stranger, (byte) 1, 20);
            send(room, stranger, (byte) 5, 100);
            send(room, stranger, (byte) 0x80, 3000);
            send(room, stranger, (byte) 0x80, MediaSocket.RECEIVE_LENGTH);
            send(room, stranger, (byte) 0x80, 0);
            awaitOnLoop(
                    room,
                    () -> room.drops(DropReason.UNKNOWN_PEER) == 3
                            && room.drops(DropReason.UNKNOWN_PROTOCOL) == 1
                            && room.drops(DropReason.BAD_LENGTH) == 3);
        }
    }

    private static void send(VoiceRoom room, DatagramSocket from, byte first, int length) throws Exception {
        byte[] bytes = new byte[length];
        if (length > 0) {
            bytes[0] = first;
        }
        from.send(new DatagramPacket(bytes, length, room.endpoint.candidates().get(0)));
    }

    // ---- our own defects

    @Test
    void aDefectOnTheWayToOneListenerEndsThatListenerAlone() throws Exception {
        TestSrtpEngine srtp = new TestSrtpEngine(true);
        VoiceRoom room = room(srtp, 10);
        Guest ann = publisher(room, "ann", 1, 20);
        Guest ben = listener(room, "ben", "ann");
        Guest cat = listener(room, "cat", "ann");
        await(ben, now -> now.received() >= 5);
        srtp.faultySending = 1;
        assertThat(ben.closed.get(60, SECONDS)).isEqualTo("internal-error");
        long before = cat.peer.statistics().received();
        VoiceStatistics heard = await(cat, now -> now.received() >= before + 30);
        assertThat(heard.lost()).isZero();
        assertThat(ann.closed).isNotDone();
        assertThat(room.drops(DropReason.INTERNAL)).isEqualTo(1);
        assertThat(room.server().rooms().get(0).peers()).isEqualTo(2);
    }

    @Test
    void aDefectOnTheWayFromOneSpeakerEndsThatSpeakerAlone() throws Exception {
        TestSrtpEngine srtp = new TestSrtpEngine(true);
        VoiceRoom room = room(srtp, 10);
        Guest ann = publisher(room, "ann", 1, 20);
        publisher(room, "ben", 2, 20);
        Guest cat = room.join("cat", MediaRole.LISTENER, null, VoicePeerSettings.receiving(2));
        await(cat, now -> now.receivedFrom(1) >= 5 && now.receivedFrom(2) >= 5);
        srtp.faultyReceiving = 0;
        assertThat(ann.closed.get(60, SECONDS)).isEqualTo("internal-error");
        assertThat(ann.peer.closed().get(60, SECONDS)).isEqualTo("closed");
        long before = cat.peer.statistics().receivedFrom(2);
        await(cat, now -> now.receivedFrom(2) >= before + 30);
    }

    @Test
    void aListenerOfEventsThatThrowsLosesItsOwnPeerAlone() throws Exception {
        VoiceRoom room = room();
        publisher(room, "ann", 1, 20);
        Guest ben = room.join("ben", MediaRole.LISTENER, null, VoicePeerSettings.receiving(2));
        Guest cat = room.join("cat", MediaRole.LISTENER, null, VoicePeerSettings.receiving(2));
        ben.faulty = true;
        publisher(room, "dan", 4, 20);
        assertThat(ben.closed.get(60, SECONDS)).isEqualTo("internal-error");
        await(cat, now -> now.receivedFrom(1) >= 20 && now.receivedFrom(4) >= 20);
    }

    @Test
    void aSecondEndpointThatCannotReportIsNotLeftOpen() throws Exception {
        VoiceRoom room = room();
        assertThatThrownBy(() -> room.open(new PortableSrtpEngine(), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(room.metric("antiphon_rooms")).isZero();
    }
}
