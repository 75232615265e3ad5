// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import static im.antiphon.sfu.RecordingMember.microphone;
import static im.antiphon.sfu.RecordingMember.slot;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.media.RoomAddress;
import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.RtcpWriter;
import im.antiphon.testkit.ManualTime;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static final long MILLISECOND = 1_000_000;
    private final ManualTime time = new ManualTime();
    private final Room room = new Room(new RoomAddress("default", "hall"), new SplittableRandom(7));
    private final RecordingMember ada = publisher("ada", 111, 111);
    private final RecordingMember bob = publisher("bob", 222, 96);

    private RecordingMember publisher(String id, int ssrc, int payloadType) {
        RecordingMember member = new RecordingMember(room, time.nowNanos(), id, null);
        member.member.negotiated(time.nowNanos(), List.of(microphone(ssrc, payloadType)), List.of());
        return member;
    }

    private RecordingMember listener(String id, int slots) {
        RecordingMember member = new RecordingMember(room, time.nowNanos(), id, null);
        listen(member, slots);
        return member;
    }

    private void listen(RecordingMember member, int slots) {
        List<OutgoingSection> sections = IntStream.range(0, slots)
                .mapToObj(i -> slot(String.valueOf(i), 9000 + i, 101))
                .toList();
        member.member.negotiated(time.nowNanos(), List.of(), sections);
    }

    private void speak(RecordingMember member, int ssrc, int payloadType, int from, int count, int level) {
        for (int i = from; i < from + count; i++) {
            time.advanceMillis(20);
            member.send(time.nowNanos(), Packets.audio(ssrc, payloadType, i & 0xFFFF, i * 960, "n" + i, level));
        }
    }

    private static List<String> publishers(RecordingMember member) {
        return member.member.tracks().stream()
                .map(track -> String.valueOf(track.publisher()))
                .toList();
    }

    @Test
    void forwardsUnderTheListenersOwnNumbers() {
        RecordingMember eve = listener("eve", 2);
        speak(ada, 111, 111, 65_534, 4, 30);

        assertThat(publishers(eve)).containsExactly("ada", "bob");
        assertThat(eve.rtp)
                .extracting(RecordingMember.Sent::payload)
                .containsExactly("n65534", "n65535", "n65536", "n65537");
        assertThat(eve.rtp).allSatisfy(sent -> {
            assertThat(sent.payloadType()).isEqualTo(101);
            assertThat(sent.ssrc()).isEqualTo(9000);
            assertThat(sent.level()).isEqualTo(30);
        });
        assertContinuous(eve.rtp, 960);
    }

    private static void assertContinuous(List<RecordingMember.Sent> packets, int ticks) {
        for (int i = 1; i < packets.size(); i++) {
            assertThat(packets.get(i).sequenceNumber())
                    .isEqualTo((packets.get(i - 1).sequenceNumber() + 1) & 0xFFFF);
            assertThat(packets.get(i).timestamp() - packets.get(i - 1).timestamp())
                    .isEqualTo(ticks);
        }
    }

    @Test
    void keepsAGapOfTheSourceAsAGapForTheListener() {
        RecordingMember eve = listener("eve", 1);
        speak(ada, 111, 111, 10, 1, 30);
        speak(ada, 111, 111, 13, 1, 30);
        assertThat(eve.rtp.get(1).sequenceNumber() - eve.rtp.get(0).sequenceNumber())
                .isEqualTo(3);
    }

    @Test
    void runsOnWithoutAGapWhenAnotherSourceTakesTheSlot() {
        RecordingMember eve = listener("eve", 1);
        speak(ada, 111, 111, 500, 50, 40);
        room.leave(time.nowNanos(), ada.member);
        assertThat(publishers(eve)).containsExactly("bob");
        speak(bob, 222, 96, 9_000, 50, 40);

        assertThat(eve.rtp).hasSize(100);
        assertThat(eve.rtp).extracting(RecordingMember.Sent::ssrc).containsOnly(9000);
        assertContinuous(eve.rtp, 960);
        assertThat(eve.rtp.get(50).marker()).isTrue();
        assertThat(eve.rtp.get(51).marker()).isFalse();
    }

    @Test
    void timestampsAdvanceByTheTimeASlotWasSilent() {
        RecordingMember eve = listener("eve", 1);
        speak(ada, 111, 111, 1, 1, 40);
        room.leave(time.nowNanos(), ada.member);
        time.advanceMillis(980);
        speak(bob, 222, 96, 7, 1, 40);
        assertThat(eve.rtp.get(1).timestamp() - eve.rtp.get(0).timestamp()).isEqualTo(48_000);
        assertThat(eve.rtp.get(1).sequenceNumber()).isEqualTo(eve.rtp.get(0).sequenceNumber() + 1);
    }

    @Test
    void dropsWhatWasSentBeforeTheSourceTookTheSlot() {
        RecordingMember eve = listener("eve", 1);
        speak(ada, 111, 111, 100, 2, 40);
        ada.send(time.nowNanos(), Packets.audio(111, 111, 99, 99 * 960, "late"));
        assertThat(eve.rtp).hasSize(2);
        assertThat(eve.drops).containsEntry(DropReason.LATE, 1);
    }

    @Test
    void reorderedPacketsKeepTheirNumbers() {
        RecordingMember eve = listener("eve", 1);
        speak(ada, 111, 111, 100, 1, 40);
        speak(ada, 111, 111, 102, 1, 40);
        speak(ada, 111, 111, 101, 1, 40);
        int first = eve.rtp.get(0).sequenceNumber();
        assertThat(eve.rtp)
                .extracting(RecordingMember.Sent::sequenceNumber)
                .containsExactly(first, first + 2, first + 1);
    }

    @Test
    void nobodyHearsThemselves() {
        ada.member.negotiated(
                time.nowNanos(), List.of(microphone(111, 111)), List.of(slot("1", 77, 111), slot("2", 78, 111)));
        assertThat(publishers(ada)).containsExactly("bob", "null");
        speak(ada, 111, 111, 1, 3, 40);
        assertThat(ada.rtp).isEmpty();
    }

    @Test
    void aListenerForOnePublisherHearsNobodyElse() {
        RecordingMember eve = new RecordingMember(room, time.nowNanos(), "eve", "bob");
        listen(eve, 3);
        assertThat(publishers(eve)).containsExactly("bob", "null", "null");
    }

    @Test
    void fewSlotsGoToTheLoudestAndFollowThem() {
        RecordingMember eve = listener("eve", 1);
        assertThat(publishers(eve)).containsExactly("ada");
        speak(bob, 222, 96, 0, 60, 20);
        assertThat(publishers(eve)).containsExactly("bob");
        speak(bob, 222, 96, 60, 300, 127);
        speak(ada, 111, 111, 0, 60, 20);
        assertThat(publishers(eve)).containsExactly("ada");
        assertThat(eve.trackChanges).isEqualTo(3);
        List<Integer> numbers =
                eve.rtp.stream().map(RecordingMember.Sent::sequenceNumber).toList();
        for (int i = 1; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
        }
    }

    @Test
    void aGoodbyeFreesTheSlotAndAPacketTakesItBack() {
        RecordingMember eve = listener("eve", 1);
        speak(ada, 111, 111, 1, 2, 40);
        sayGoodbye(ada, 111);
        assertThat(publishers(eve)).containsExactly("bob");

        room.leave(time.nowNanos(), bob.member);
        assertThat(publishers(eve)).containsExactly("null");
        time.advanceMillis(300);
        speak(ada, 111, 111, 3, 1, 40);
        assertThat(publishers(eve)).containsExactly("ada");
        assertThat(eve.rtp).hasSize(3);
        assertThat(eve.rtp.get(2).sequenceNumber()).isEqualTo(eve.rtp.get(1).sequenceNumber() + 1);
    }

    private void sayGoodbye(RecordingMember member, int ssrc) {
        ByteBuffer goodbye = ByteBuffer.allocate(64);
        RtcpWriter writer = new RtcpWriter();
        writer.begin(goodbye, 0, 64);
        writer.receiverReport(ssrc);
        writer.goodbye(ssrc);
        member.member.handleRtcp(time.nowNanos(), goodbye, 0, writer.length());
    }

    @Test
    void aPacketThatAGoodbyeHasOvertakenDoesNotBringTheStreamBack() {
        RecordingMember eve = listener("eve", 2);
        speak(ada, 111, 111, 1, 2, 40);
        sayGoodbye(ada, 111);
        int told = eve.trackChanges;
        speak(ada, 111, 111, 3, 2, 40);
        assertThat(publishers(eve)).containsExactly("null", "bob");
        assertThat(eve.trackChanges).isEqualTo(told);
        assertThat(eve.rtp).hasSize(2);
        assertThat(ada.drops).containsEntry(DropReason.LATE, 2);
    }

    @Test
    void theGoodbyeOfAFormerSourceEndsNothing() {
        ada.member.negotiated(
                time.nowNanos(),
                List.of(new IncomingSection(
                        "0", MediaKind.AUDIO, microphone(0, 111).codecs(), new int[] {111, 112}, 1, 0)),
                List.of());
        RecordingMember eve = listener("eve", 1);
        speak(ada, 111, 111, 1, 2, 40);
        speak(ada, 112, 111, 5, 2, 40);
        sayGoodbye(ada, 111);
        assertThat(publishers(eve)).containsExactly("ada");
        speak(ada, 112, 111, 7, 1, 40);
        assertThat(eve.rtp).hasSize(5);
    }

    @Test
    void aSlotThatPausedGoesOnUnderTheNumbersItsListenerKnows() {
        RecordingMember eve = listener("eve", 1);
        speak(ada, 111, 111, 1, 50, 40);
        listen(eve, 0);
        assertThat(ada.member.publications().get(0).subscriptions()).isEmpty();
        speak(ada, 111, 111, 51, 50, 40);
        listen(eve, 1);
        speak(ada, 111, 111, 101, 2, 40);
        assertThat(eve.rtp).hasSize(52);
        RecordingMember.Sent before = eve.rtp.get(49);
        RecordingMember.Sent after = eve.rtp.get(50);
        assertThat(after.sequenceNumber()).isEqualTo(before.sequenceNumber() + 1);
        assertThat(after.timestamp() - before.timestamp()).isEqualTo(51 * 960);
    }

    @Test
    void aSlotUnderAnotherPayloadTypeGoesOnUndisturbed() {
        RecordingMember eve = listener("eve", 1);
        speak(ada, 111, 111, 1, 2, 40);
        eve.member.negotiated(time.nowNanos(), List.of(), List.of(slot("0", 9000, 102)));
        speak(ada, 111, 111, 3, 2, 40);
        assertThat(eve.rtp).extracting(RecordingMember.Sent::payloadType).containsExactly(101, 101, 102, 102);
        assertContinuous(eve.rtp, 960);
    }

    @Test
    void whoHeardALeaverIsToldAlsoWhereNobodyTakesTheSlot() {
        RecordingMember eve = listener("eve", 2);
        int before = eve.trackChanges;
        room.leave(time.nowNanos(), bob.member);
        assertThat(eve.trackChanges).isEqualTo(before + 1);
        assertThat(publishers(eve)).containsExactly("ada", "null");
    }

    @Test
    void unknownSourcesAndPayloadTypesAreDroppedAndCounted() {
        RecordingMember eve = listener("eve", 2);
        ada.send(time.nowNanos(), Packets.audio(999, 111, 1, 1, "who"));
        ada.send(time.nowNanos(), Packets.audio(111, 63, 1, 1, "what"));
        ada.send(time.nowNanos(), ByteBuffer.wrap(new byte[] {(byte) 0x80, 111, 0}));
        assertThat(eve.rtp).isEmpty();
        assertThat(ada.drops)
                .containsEntry(DropReason.UNKNOWN_SOURCE, 1)
                .containsEntry(DropReason.UNKNOWN_PAYLOAD_TYPE, 1)
                .containsEntry(DropReason.TRUNCATED, 1);
    }

    @Test
    void aSourceThatWasNotAnnouncedIsTakenByTheOnlySectionThatFits() {
        RecordingMember dan = new RecordingMember(room, time.nowNanos(), "dan", null);
        IncomingSection unannounced = new IncomingSection(
                "0", MediaKind.AUDIO, microphone(0, 111).codecs(), new int[0], RecordingMember.LEVEL_ID, 0);
        dan.member.negotiated(time.nowNanos(), List.of(unannounced), List.of());
        RecordingMember eve = new RecordingMember(room, time.nowNanos(), "eve", "dan");
        listen(eve, 1);
        speak(dan, 4242, 111, 1, 2, 40);
        assertThat(eve.rtp).hasSize(2);
    }

    @Test
    void aSourceThatChangesItsIdentifierRunsOnForTheListener() {
        ada.member.negotiated(
                time.nowNanos(),
                List.of(new IncomingSection(
                        "0", MediaKind.AUDIO, microphone(0, 111).codecs(), new int[] {111, 112}, 1, 0)),
                List.of());
        RecordingMember eve = listener("eve", 1);
        speak(ada, 111, 111, 40_000, 3, 40);
        speak(ada, 112, 111, 5, 3, 40);
        assertThat(eve.rtp).hasSize(6);
        assertContinuous(eve.rtp, 960);
    }

    @Test
    void aListenerWithoutTheCodecIsSentNothing() {
        RecordingMember eve = new RecordingMember(room, time.nowNanos(), "eve", null);
        StreamCodec pcmu = new StreamCodec("PCMU", 8_000, "");
        OutgoingSection section = new OutgoingSection("0", MediaKind.AUDIO, 5, java.util.Map.of(pcmu, 0), 0, 0);
        eve.member.negotiated(time.nowNanos(), List.of(), List.of(section));
        speak(ada, 111, 111, 1, 1, 40);
        assertThat(eve.rtp).isEmpty();
        assertThat(eve.drops).containsEntry(DropReason.UNKNOWN_PAYLOAD_TYPE, 1);
    }

    @Test
    void renegotiatingKeepsWhatStaysTheSame() {
        RecordingMember eve = listener("eve", 1);
        speak(ada, 111, 111, 1, 2, 40);
        listen(eve, 2);
        assertThat(publishers(eve)).containsExactly("ada", "bob");
        speak(ada, 111, 111, 3, 2, 40);
        assertThat(eve.rtp).hasSize(4);
        assertContinuous(eve.rtp, 960);
    }

    @Test
    void whoListensBeforeThePublisherIsThereHearsItsFirstPacket() {
        RecordingMember eve = new RecordingMember(room, time.nowNanos(), "eve", "fay");
        listen(eve, 1);
        assertThat(publishers(eve)).containsExactly("null");
        RecordingMember fay = publisher("fay", 333, 111);
        assertThat(publishers(eve)).containsExactly("fay");
        assertThat(eve.trackChanges).isEqualTo(1);
        speak(fay, 333, 111, 1, 2, 40);
        assertThat(eve.rtp).extracting(RecordingMember.Sent::payload).containsExactly("n1", "n2");
    }

    @Test
    void aSourceLearnedFromItsPacketsIsKnownAfterTheNextOffer() {
        RecordingMember dan = new RecordingMember(room, time.nowNanos(), "dan", null);
        IncomingSection first = unannounced("0");
        dan.member.negotiated(time.nowNanos(), List.of(first), List.of());
        RecordingMember eve = new RecordingMember(room, time.nowNanos(), "eve", "dan");
        listen(eve, 1);
        speak(dan, 4242, 111, 1, 2, 40);
        // Now two sections could be meant.
        dan.member.negotiated(time.nowNanos(), List.of(first, unannounced("1")), List.of());
        speak(dan, 4242, 111, 3, 2, 40);
        assertThat(eve.rtp).hasSize(4);
        assertContinuous(eve.rtp, 960);
        assertThat(dan.drops).isEmpty();
    }

    private static IncomingSection unannounced(String mid) {
        return new IncomingSection(mid, MediaKind.AUDIO, microphone(0, 111).codecs(), new int[0], 1, 0);
    }

    @Test
    void voicesAndPicturesFillSlotsOfTheirOwnKind() {
        StreamCodec vp8 = new StreamCodec("VP8", 90_000, "");
        RecordingMember eve = new RecordingMember(room, time.nowNanos(), "eve", "fay");
        OutgoingSection picture = new OutgoingSection("1", MediaKind.VIDEO, 9001, java.util.Map.of(vp8, 120), 0, 0);
        eve.member.negotiated(time.nowNanos(), List.of(), List.of(picture, slot("0", 9000, 101)));
        RecordingMember fay = new RecordingMember(room, time.nowNanos(), "fay", null);
        IncomingSection camera =
                new IncomingSection("1", MediaKind.VIDEO, java.util.Map.of(96, vp8), new int[] {444}, 0, 0);
        fay.member.negotiated(time.nowNanos(), List.of(microphone(333, 111), camera), List.of());
        assertThat(publishers(eve)).containsExactly("fay", "fay");
        speak(fay, 333, 111, 1, 1, 40);
        fay.send(time.nowNanos(), Packets.audio(444, 96, 1, 3000, "picture"));
        assertThat(eve.rtp).extracting(RecordingMember.Sent::ssrc).containsExactly(9000, 9001);
        assertThat(eve.rtp).extracting(RecordingMember.Sent::payloadType).containsExactly(101, 120);
    }

    @Test
    void theRoomIsEmptyOnceAllHaveLeft() {
        RecordingMember eve = listener("eve", 2);
        for (RecordingMember member : List.of(ada, bob, eve)) {
            room.leave(time.nowNanos(), member.member);
            room.leave(time.nowNanos(), member.member);
        }
        assertThat(room.members()).isEmpty();
        assertThat(room.publicationCount()).isZero();
    }
}
