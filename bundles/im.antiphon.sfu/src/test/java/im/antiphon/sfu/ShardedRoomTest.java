// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import static im.antiphon.sfu.RecordingMember.microphone;
import static im.antiphon.sfu.RecordingMember.slot;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.media.RoomAddress;
import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.NegativeAcknowledgement;
import im.antiphon.rtp.PictureLossIndication;
import im.antiphon.rtp.RtcpKind;
import im.antiphon.rtp.RtcpPackets;
import im.antiphon.rtp.RtcpWriter;
import im.antiphon.rtp.SenderReport;
import im.antiphon.testkit.ManualTime;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One room in two parts, as if each were on a loop of its own. */
class ShardedRoomTest {
    private static final RoomAddress HALL = new RoomAddress("default", "hall");
    private static final int CAPACITY = 8;
    private static final StreamCodec VP8 = new StreamCodec("VP8", 90_000, "");

    private final ManualTime time = new ManualTime();
    private final QueuedLink hereLoop = new QueuedLink(CAPACITY);
    private final QueuedLink thereLoop = new QueuedLink(CAPACITY);
    private final Room here =
            new Room(HALL, new SplittableRandom(7), PacketRoom.onHeap(), hereLoop, ListenerBlocks.none());
    private final Room there =
            new Room(HALL, new SplittableRandom(8), PacketRoom.onHeap(), thereLoop, ListenerBlocks.none());
    private final ByteBuffer datagram = ByteBuffer.allocate(1_200);
    private final RtcpWriter writer = new RtcpWriter();

    @BeforeEach
    void connect() {
        here.connect(there);
        there.connect(here);
    }

    private void settle() {
        while (!hereLoop.idle() || !thereLoop.idle()) {
            hereLoop.runTasks(time.nowNanos());
            thereLoop.runTasks(time.nowNanos());
            hereLoop.deliver(time.nowNanos());
            thereLoop.deliver(time.nowNanos());
        }
    }

    private RecordingMember publisher(Room room, String id, int ssrc) {
        RecordingMember member = new RecordingMember(room, time.nowNanos(), id, null);
        member.member.negotiated(time.nowNanos(), List.of(microphone(ssrc, 111)), List.of());
        settle();
        return member;
    }

    private RecordingMember listener(Room room, String id, int slots) {
        RecordingMember member = new RecordingMember(room, time.nowNanos(), id, null);
        List<OutgoingSection> sections = IntStream.range(0, slots)
                .mapToObj(i -> slot(String.valueOf(i), 9000 + i, 101))
                .toList();
        member.member.negotiated(time.nowNanos(), List.of(), sections);
        settle();
        return member;
    }

    private void speak(RecordingMember member, int ssrc, int from, int count, int level) {
        for (int i = from; i < from + count; i++) {
            time.advanceMillis(20);
            member.send(time.nowNanos(), Packets.audio(ssrc, 111, i & 0xFFFF, i * 960, "n" + i, level));
            settle();
        }
    }

    private static List<String> heard(RecordingMember member) {
        return member.member.tracks().stream()
                .map(track -> String.valueOf(track.publisher()))
                .toList();
    }

    private static List<String> payloads(RecordingMember member) {
        return member.rtp.stream().map(RecordingMember.Sent::payload).toList();
    }

    private static void assertContinuous(List<RecordingMember.Sent> packets) {
        for (int i = 1; i < packets.size(); i++) {
            assertThat(packets.get(i).sequenceNumber())
                    .isEqualTo((packets.get(i - 1).sequenceNumber() + 1) & 0xFFFF);
        }
    }

    @Test
    void listenersOnBothLoopsHearTheSame() {
        RecordingMember ada = publisher(here, "ada", 111);
        RecordingMember near = listener(here, "near", 1);
        RecordingMember far = listener(there, "far", 1);
        speak(ada, 111, 65_530, 20, 30);
        assertThat(heard(far)).containsExactly("ada");
        assertThat(payloads(far)).hasSize(20).isEqualTo(payloads(near));
        assertThat(far.rtp).allSatisfy(sent -> {
            assertThat(sent.level()).isEqualTo(30);
            assertThat(sent.ssrc()).isEqualTo(9000);
            assertThat(sent.payloadType()).isEqualTo(101);
        });
        assertContinuous(far.rtp);
        assertThat(thereLoop.forwarded).isEqualTo(20);
    }

    @Test
    void aShardThatComesLaterLearnsOfAllThereIs() {
        RecordingMember ada = publisher(here, "ada", 111);
        QueuedLink lateLoop = new QueuedLink(CAPACITY);
        Room late = new Room(HALL, new SplittableRandom(9), PacketRoom.onHeap(), lateLoop, ListenerBlocks.none());
        late.connect(here);
        here.connect(late);
        RecordingMember eve = new RecordingMember(late, time.nowNanos(), "eve", null);
        eve.member.negotiated(time.nowNanos(), List.of(), List.of(slot("0", 9000, 101)));
        assertThat(heard(eve)).containsExactly("null");
        lateLoop.runTasks(time.nowNanos());
        assertThat(heard(eve)).containsExactly("ada");
        assertThat(eve.trackChanges).isEqualTo(1);
        ada.send(time.nowNanos(), Packets.audio(111, 111, 1, 960, "hello", 30));
        lateLoop.deliver(time.nowNanos());
        assertThat(payloads(eve)).containsExactly("hello");
    }

    @Test
    void whatNobodyHearsIsNotHandedOver() {
        RecordingMember ada = publisher(here, "ada", 111);
        int before = thereLoop.messages;
        speak(ada, 111, 1, 30, 30); // 600 ms
        assertThat(thereLoop.forwarded).isZero();
        assertThat(thereLoop.messages - before)
                .as("it may be time to look who is loud")
                .isEqualTo(2);
        RecordingMember eve = listener(there, "eve", 1);
        speak(ada, 111, 31, 5, 30);
        assertThat(thereLoop.forwarded).isEqualTo(5);
        there.leave(time.nowNanos(), eve.member);
        speak(ada, 111, 36, 5, 30);
        assertThat(thereLoop.forwarded).isEqualTo(5);
    }

    @Test
    void theLoudestIsHeardWhicheverLoopItSpeaksOn() {
        RecordingMember ada = publisher(here, "ada", 111);
        RecordingMember bob = publisher(there, "bob", 222);
        RecordingMember near = listener(here, "near", 1);
        RecordingMember far = listener(there, "far", 1);
        for (int i = 0; i < 60; i++) {
            speak(ada, 111, i, 1, 70);
            speak(bob, 222, i, 1, 10);
        }
        assertThat(heard(near)).containsExactly("bob");
        assertThat(heard(far)).containsExactly("bob");
        for (int i = 60; i < 200; i++) {
            speak(ada, 111, i, 1, 5);
            speak(bob, 222, i, 1, 100);
        }
        assertThat(heard(near)).containsExactly("ada");
        assertThat(heard(far)).containsExactly("ada");
        assertContinuous(near.rtp);
        assertContinuous(far.rtp);
    }

    @Test
    void aShardWhoseOwnAreSilentNoticesWhoSpeaksElsewhere() {
        RecordingMember ada = publisher(here, "ada", 111);
        publisher(here, "cat", 333);
        RecordingMember bob = publisher(there, "bob", 222);
        speak(bob, 222, 0, 5, 60);
        RecordingMember far = listener(there, "far", 1);
        speak(bob, 222, 5, 5, 60);
        speak(ada, 111, 0, 100, 10); // not heard there, until the ranking
        assertThat(heard(far)).containsExactly("ada");
    }

    @Test
    void allShardsPreferTheOlderOfTwoThatAreEquallyLoud() {
        time.advanceMillis(10);
        publisher(there, "young", 222);
        // Ada came before, but her shard hears of the other first, and the other shard of her last.
        QueuedLink thirdLoop = new QueuedLink(CAPACITY);
        Room third = new Room(HALL, new SplittableRandom(9), PacketRoom.onHeap(), thirdLoop, ListenerBlocks.none());
        RecordingMember ada = new RecordingMember(third, time.nowNanos(), "old", null);
        ada.member.negotiated(time.nowNanos() - 5_000_000, List.of(microphone(111, 111)), List.of());
        third.connect(there);
        there.connect(third);
        settle();
        RecordingMember eve = listener(there, "eve", 1);
        assertThat(heard(eve)).containsExactly("old");
    }

    @Test
    void whoLeavesFreesTheSlotsOnAllLoops() {
        RecordingMember ada = publisher(here, "ada", 111);
        RecordingMember bob = publisher(there, "bob", 222);
        RecordingMember far = listener(there, "far", 1);
        speak(ada, 111, 1, 3, 30);
        here.leave(time.nowNanos(), ada.member);
        assertThat(heard(far)).containsExactly("ada");
        settle();
        assertThat(heard(far)).containsExactly("bob");
        speak(bob, 222, 900, 3, 30);
        assertContinuous(far.rtp);
        assertThat(far.rtp).hasSize(6);
    }

    @Test
    void packetsThatComeAfterTheEndOfTheirStreamAreNothing() {
        RecordingMember ada = publisher(here, "ada", 111);
        RecordingMember far = listener(there, "far", 1);
        speak(ada, 111, 1, 1, 30);
        ada.send(time.nowNanos(), Packets.audio(111, 111, 2, 1920, "late", 30));
        here.leave(time.nowNanos(), ada.member);
        thereLoop.runTasks(time.nowNanos());
        thereLoop.deliver(time.nowNanos());
        assertThat(payloads(far)).containsExactly("n1");
    }

    @Test
    void aSourceThatIsReplacedBeginsANewStretchOnAllLoops() {
        RecordingMember ada = publisher(here, "ada", 111);
        RecordingMember far = listener(there, "far", 1);
        speak(ada, 111, 60_000, 10, 30);
        ada.member.negotiated(time.nowNanos(), List.of(microphone(112, 111)), List.of());
        settle();
        speak(ada, 112, 5, 10, 30);
        assertThat(far.rtp).hasSize(20);
        assertContinuous(far.rtp);
    }

    @Test
    void otherNumbersForTheSameCodecAreLearnedWithTheFirstPacketThatHasThem() {
        RecordingMember ada = publisher(here, "ada", 111);
        RecordingMember far = listener(there, "far", 1);
        speak(ada, 111, 1, 2, 30);
        ada.member.negotiated(time.nowNanos(), List.of(microphone(111, 96)), List.of());
        time.advanceMillis(20);
        ada.send(time.nowNanos(), Packets.audio(111, 96, 3, 3 * 960, "n3", 30));
        settle();
        assertThat(payloads(far)).containsExactly("n1", "n2", "n3");
        assertThat(far.rtp.get(2).payloadType()).isEqualTo(101);
        assertThat(far.drops).isEmpty();
    }

    @Test
    void whatDoesNotFitTheWayIsDroppedAndCountedByThePublishersSide() {
        RecordingMember ada = publisher(here, "ada", 111);
        RecordingMember near = listener(here, "near", 1);
        RecordingMember far = listener(there, "far", 1);
        for (int i = 0; i < CAPACITY + 3; i++) {
            time.advanceMillis(20);
            ada.send(time.nowNanos(), Packets.audio(111, 111, i, i * 960, "n" + i, 30));
        }
        settle();
        assertThat(near.rtp).hasSize(CAPACITY + 3);
        assertThat(far.rtp).hasSize(CAPACITY);
        assertThat(ada.drops).isEqualTo(Map.of(DropReason.QUEUE_FULL, 3));
        speak(ada, 111, CAPACITY + 3, 1, 30);
        assertThat(far.rtp).hasSize(CAPACITY + 1);
    }

    @Test
    void aListenerElsewhereAsksAgainInTheSourcesNumbers() {
        RecordingMember ada = publisher(here, "ada", 111);
        RecordingMember far = listener(there, "far", 1);
        speak(ada, 111, 500, 5, 30);
        speak(ada, 111, 507, 3, 30);
        int last = far.rtp.get(far.rtp.size() - 1).sequenceNumber();
        writer.begin(datagram, 0, datagram.capacity());
        writer.negativeAcknowledgement(0xAAAA, 9000, new int[] {last - 4 & 0xFFFF, last - 3 & 0xFFFF}, 2);
        far.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        assertThat(ada.rtcp).isEmpty();
        settle();
        NegativeAcknowledgement request = new NegativeAcknowledgement();
        assertThat(request.wrap(find(ada, RtcpKind.NEGATIVE_ACKNOWLEDGEMENT))).isTrue();
        assertThat(request.mediaSsrc()).isEqualTo(111);
        List<Integer> lost = new ArrayList<>();
        request.forEachLost(lost::add);
        assertThat(lost).containsExactly(505, 506);
    }

    @Test
    void whatIsAskedAboutAFormerSourceIsNotPassedOn() {
        RecordingMember ada = publisher(here, "ada", 111);
        RecordingMember far = listener(there, "far", 1);
        speak(ada, 111, 500, 5, 30);
        writer.begin(datagram, 0, datagram.capacity());
        writer.negativeAcknowledgement(0xAAAA, 9000, new int[] {far.rtp.get(2).sequenceNumber()}, 1);
        far.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        ada.member.negotiated(time.nowNanos(), List.of(microphone(112, 111)), List.of());
        ada.send(time.nowNanos(), Packets.audio(112, 111, 9, 9, "new", 30));
        settle();
        assertThat(ada.rtcp).isEmpty();
    }

    @Test
    void aKeyFrameIsAskedForAcrossLoopsAndNotMoreOftenThanItCanBeMade() {
        RecordingMember ada = new RecordingMember(here, time.nowNanos(), "ada", null);
        IncomingSection camera = new IncomingSection("1", MediaKind.VIDEO, Map.of(96, VP8), new int[] {555}, 0, 0);
        ada.member.negotiated(time.nowNanos(), List.of(camera), List.of());
        ada.send(time.nowNanos(), Packets.audio(555, 96, 1, 90, "picture"));
        RecordingMember far = new RecordingMember(there, time.nowNanos(), "far", null);
        OutgoingSection screen = new OutgoingSection("1", MediaKind.VIDEO, 9100, Map.of(VP8, 97), 0, 0);
        settle();
        far.member.negotiated(time.nowNanos(), List.of(), List.of(screen));
        settle();
        PictureLossIndication indication = new PictureLossIndication();
        assertThat(indication.wrap(find(ada, RtcpKind.PICTURE_LOSS_INDICATION))).isTrue();
        assertThat(indication.mediaSsrc()).isEqualTo(555);
        for (int i = 0; i < 10; i++) {
            writer.begin(datagram, 0, datagram.capacity());
            writer.pictureLossIndication(0xAAAA, 9100);
            far.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        }
        settle();
        assertThat(ada.rtcp).hasSize(1);
    }

    @Test
    void reportsElsewhereKeepTheSendersClock() {
        RecordingMember ada = publisher(here, "ada", 111);
        RecordingMember near = listener(here, "near", 1);
        RecordingMember far = listener(there, "far", 1);
        speak(ada, 111, 0, 5, 30);
        writer.begin(datagram, 0, datagram.capacity());
        writer.senderReport(111, 0x1234_5678_9ABC_DEF0L, 5 * 960, 5, 25);
        writer.sourceDescription(111, new byte[] {'a'});
        ada.member.handleRtcp(time.nowNanos(), datagram, 0, writer.length());
        settle();
        time.advanceMillis(1_600);
        near.member.handleTimeout(time.nowNanos());
        far.member.handleTimeout(time.nowNanos());
        SenderReport own = new SenderReport();
        assertThat(own.wrap(find(near, RtcpKind.SENDER_REPORT))).isTrue();
        SenderReport other = new SenderReport();
        assertThat(other.wrap(find(far, RtcpKind.SENDER_REPORT))).isTrue();
        assertThat(other.ntpTimestamp()).isEqualTo(own.ntpTimestamp());
        assertThat(other.rtpTimestamp() - far.rtp.get(4).timestamp())
                .isEqualTo(own.rtpTimestamp() - near.rtp.get(4).timestamp());
    }

    @Test
    void aPublisherIsToldWhatItsAudienceElsewhereCanTake() {
        RecordingMember ada = publisher(here, "ada", 111);
        RecordingMember far = listener(there, "far", 1);
        far.targetBitsPerSecond = 77_000;
        speak(ada, 111, 0, 60, 30);
        time.advanceMillis(1_600);
        ada.member.handleTimeout(time.nowNanos());
        assertThat(ada.qualities.get(0).audienceBitsPerSecond()).isEqualTo(77_000);
    }

    @Test
    void aShardThatIsGoneIsSentNothingMore() {
        RecordingMember ada = publisher(here, "ada", 111);
        listener(there, "far", 1);
        speak(ada, 111, 0, 5, 30);
        here.disconnect(there);
        int before = thereLoop.messages;
        speak(ada, 111, 5, 50, 30);
        assertThat(thereLoop.messages).isEqualTo(before);
    }

    private RtcpPackets find(RecordingMember member, RtcpKind kind) {
        for (ByteBuffer packet : member.rtcp) {
            RtcpPackets packets = new RtcpPackets();
            assertThat(packets.wrap(packet, 0, packet.capacity())).isTrue();
            while (packets.next()) {
                if (packets.kind() == kind) {
                    return packets;
                }
            }
        }
        throw new AssertionError(
                "no " + kind + " for " + member.member.settings().id());
    }
}
