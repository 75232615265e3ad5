// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import static im.antiphon.sfu.RecordingMember.microphone;
import static im.antiphon.sfu.RecordingMember.slot;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.media.RoomAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ListenerBlocksTest {
    private static final int FRAME_NANOS = 20_000_000;
    private static final int BLOCK = ListenerBlocks.LENGTH;

    private final List<List<Integer>> heardAtBlocks = new ArrayList<>();
    private final List<Long> served = new ArrayList<>();
    private final ListenerBlocks blocks = new ListenerBlocks(3, new ListenerBlocks.Progress() {
        @Override
        public void onBlock() {
            heardAtBlocks.add(heard());
        }

        @Override
        public void onServed(long arrivedNanos) {
            served.add(arrivedNanos);
        }
    });
    private final Hall hall = new Hall(blocks);

    /** A room whose listeners all hear up to two voices. */
    private static final class Hall {
        final Room room;
        final List<RecordingMember> listeners = new ArrayList<>();
        final List<RecordingMember> speakers = new ArrayList<>();

        Hall(ListenerBlocks blocks) {
            room = new Room(
                    new RoomAddress("default", "hall"),
                    new SplittableRandom(7),
                    PacketRoom.onHeap(),
                    ShardLink.none(),
                    blocks);
        }

        void listen(int count) {
            for (int i = 0; i < count; i++) {
                RecordingMember listener = new RecordingMember(room, 0, "listener-" + listeners.size(), null);
                listener.member.negotiated(0, List.of(), List.of(slot("0", 9_000, 101), slot("1", 9_001, 101)));
                listeners.add(listener);
            }
        }

        void join(long nowNanos, int ssrc) {
            RecordingMember speaker = new RecordingMember(room, nowNanos, "speaker-" + ssrc, null);
            speaker.member.negotiated(nowNanos, List.of(microphone(ssrc, 111)), List.of());
            speakers.add(speaker);
        }

        void speak(long nowNanos, int speaker, int ssrc, int sequence) {
            speakers.get(speaker)
                    .send(
                            nowNanos,
                            Packets.audio(ssrc, 111, sequence & 0xFFFF, sequence * 960, ssrc + "-" + sequence, 30));
        }
    }

    private List<Integer> heard() {
        return hall.listeners.stream().map(listener -> listener.rtp.size()).toList();
    }

    private static List<Integer> each(int first, int count, int rest, int all) {
        return IntStream.range(0, all)
                .map(i -> i < count ? first : rest)
                .boxed()
                .toList();
    }

    @Test
    void aBlockOfListenersGetsAllThatCameInTogetherBeforeTheNextIsBegun() {
        int all = 2 * BLOCK + 5;
        hall.listen(all);
        hall.join(0, 1);
        hall.join(0, 2);
        hall.speak(FRAME_NANOS, 0, 1, 10);
        hall.speak(FRAME_NANOS + 1, 1, 2, 10);
        assertThat(heard()).as("before all of it is there").containsOnly(0);

        blocks.finish();

        assertThat(heardAtBlocks).containsExactly(each(2, BLOCK, 0, all), each(2, 2 * BLOCK, 0, all));
        assertThat(heard()).containsOnly(2);
        assertThat(served).containsExactly((long) FRAME_NANOS, FRAME_NANOS + 1L);
        assertThat(blocks.taken()).isEqualTo(2);
    }

    @Test
    void asManyListenersAsABlockHasDoNotWait() {
        hall.listen(BLOCK);
        hall.join(0, 1);
        hall.speak(FRAME_NANOS, 0, 1, 10);
        assertThat(heard()).containsOnly(1);
        assertThat(blocks.taken()).isZero();
    }

    @Test
    void nothingIsLostWhereMoreComesInThanMayWait() {
        hall.listen(BLOCK + 1);
        hall.join(0, 1);
        for (int i = 0; i < 10; i++) {
            hall.speak(FRAME_NANOS * (i + 1L), 0, 1, i);
        }
        assertThat(heard()).containsOnly(9);
        blocks.finish();
        assertThat(heard()).containsOnly(10);
        assertThat(served).hasSize(10);
    }

    @Test
    void aPacketThatCameInOnAnotherLoopIsServedSinceThen() {
        hall.listen(BLOCK + 1);
        hall.join(0, 1);
        hall.speak(FRAME_NANOS, 0, 1, 10);
        blocks.lastArrived(FRAME_NANOS - 77);
        blocks.finish();
        assertThat(served).containsExactly(FRAME_NANOS - 77L);
    }

    @Test
    void whoLeavesHasSentWhatCameInBefore() {
        hall.listen(BLOCK + 1);
        hall.join(0, 1);
        hall.speak(FRAME_NANOS, 0, 1, 10);
        hall.room.leave(FRAME_NANOS, hall.speakers.get(0).member);
        assertThat(heard()).containsOnly(1);
        blocks.finish();
        assertThat(heard()).containsOnly(1);
    }

    /** What one is sent in each of its slots; among slots the order may be another. */
    private static Map<Integer, List<RecordingMember.Sent>> streams(RecordingMember listener) {
        return listener.rtp.stream().collect(Collectors.groupingBy(RecordingMember.Sent::ssrc));
    }

    /** Whatever happens between two packets, every listener hears the same as without blocks, under the same numbers. */
    @Property(tries = 30)
    void listenersHearTheSameAsWithoutBlocks(@ForAll long seed) {
        ListenerBlocks waiting = new ListenerBlocks(3, new ListenerBlocks.Progress() {
            @Override
            public void onBlock() {}

            @Override
            public void onServed(long arrivedNanos) {}
        });
        Hall inBlocks = new Hall(waiting);
        Hall plain = new Hall(ListenerBlocks.none());
        List<Hall> both = List.of(inBlocks, plain);
        both.forEach(each -> each.listen(BLOCK + 3));
        both.forEach(each -> each.join(0, 1));
        SplittableRandom random = new SplittableRandom(seed);
        int ssrcs = 1;
        List<Integer> ssrcOf = new ArrayList<>(List.of(1));
        for (int i = 0; i < 120; i++) {
            long nowNanos = (i + 1L) * FRAME_NANOS;
            int sequence = 65_500 + i;
            int speaker = ssrcOf.isEmpty() ? -1 : random.nextInt(ssrcOf.size());
            int what = random.nextInt(20);
            if (what == 0 || speaker < 0) {
                int ssrc = ++ssrcs;
                ssrcOf.add(ssrc);
                both.forEach(each -> each.join(nowNanos, ssrc));
            } else if (what == 1) {
                ssrcOf.remove(speaker);
                both.forEach(each -> each.room.leave(nowNanos, each.speakers.remove(speaker).member));
            } else if (what == 2) {
                int gone = random.nextInt(inBlocks.listeners.size());
                both.forEach(each -> each.room.leave(nowNanos, each.listeners.get(gone).member));
            } else if (what == 3) {
                both.forEach(each -> each.listen(1));
            } else if (what == 4) {
                waiting.finish();
            } else {
                int ssrc = ssrcOf.get(speaker);
                both.forEach(each -> each.speak(nowNanos, speaker, ssrc, sequence));
            }
        }
        waiting.finish();
        for (int i = 0; i < plain.listeners.size(); i++) {
            assertThat(streams(inBlocks.listeners.get(i))).isEqualTo(streams(plain.listeners.get(i)));
        }
    }
}
