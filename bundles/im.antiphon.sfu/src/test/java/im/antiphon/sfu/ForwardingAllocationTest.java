// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.rtp.RtpView;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ForwardingAllocationTest {
    private static final int LISTENERS = 50;
    private static final int PACKETS = 20_000;

    @Test
    void aForwardedPacketAllocatesNothing() {
        verifyNothingIsAllocated(ListenerBlocks.none(), LISTENERS);
    }

    @Test
    void norDoesOneThatGoesOutInBlocks() {
        long[] served = new long[1];
        ListenerBlocks.Progress progress = new ListenerBlocks.Progress() {
            @Override
            public void onBlock() {}

            @Override
            public void onServed(long arrivedNanos) {
                served[0]++;
            }
        };
        verifyNothingIsAllocated(new ListenerBlocks(4, progress), 2 * ListenerBlocks.LENGTH + 1);
        assertThat(served[0]).isEqualTo(2L * PACKETS);
    }

    private static void verifyNothingIsAllocated(ListenerBlocks blocks, int listeners) {
        Room room = new Room(
                new RoomAddress("default", "hall"),
                new SplittableRandom(1),
                PacketRoom.onHeap(),
                ShardLink.none(),
                blocks);
        SilentMember speaking = new SilentMember();
        Member speaker = room.join(0, new MemberSettings("s", "s", null, 1), new Downlink(speaking, 0), speaking);
        speaker.negotiated(0, List.of(RecordingMember.microphone(111, 111)), List.of());
        SilentMember listening = new SilentMember();
        for (int i = 0; i < listeners; i++) {
            Member listener =
                    room.join(0, new MemberSettings("l" + i, "l" + i, null, 2), new Downlink(listening, 0), listening);
            listener.negotiated(0, List.of(), List.of(RecordingMember.slot("0", 9_000 + i, 101)));
        }
        ByteBuffer packet =
                Packets.audio(111, 111, 0, 0, "a hundred bytes of voice, more or less, as Opus makes them", 30);
        RtpView view = new RtpView();
        view.wrap(packet, 0, packet.capacity());
        forward(speaker, packet, view, 0);
        blocks.finish();

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        forward(speaker, packet, view, PACKETS);
        blocks.finish();
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(listening.sent).isEqualTo(2L * PACKETS * listeners);
        // What the measurement itself and the compiler allocate does not grow with the packets.
        assertThat(allocated).isLessThan(PACKETS);
    }

    private static void forward(Member speaker, ByteBuffer packet, RtpView view, int from) {
        for (int i = from; i < from + PACKETS; i++) {
            view.sequenceNumber(i & 0xFFFF);
            view.timestamp(i * 960);
            speaker.handleRtp(i * 20_000_000L, packet, 0, packet.capacity());
        }
    }
}
