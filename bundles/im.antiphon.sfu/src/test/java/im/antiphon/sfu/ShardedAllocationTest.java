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
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShardedAllocationTest {
    private static final int LISTENERS = 20;
    private static final int PACKETS = 20_000;

    /** Delivers at once, from the one message there is. */
    private static final class DirectLink implements ShardLink {
        private final ShardMessage message = new ShardMessage(ByteBuffer.allocate(PacketRoom.LENGTH));
        private long nowNanos;

        @Override
        public @Nullable ShardMessage claim() {
            return message;
        }

        @Override
        public void send(ShardMessage claimed) {
            claimed.deliver(nowNanos++);
        }

        @Override
        public void execute(LongConsumer task) {
            task.accept(nowNanos);
        }
    }

    @Test
    void aPacketThatIsHandedOverAndForwardedThereAllocatesNothing() {
        Room here = room(1);
        Room there = room(2);
        here.connect(there);
        there.connect(here);
        SilentMember speaking = new SilentMember();
        Member speaker = here.join(0, new MemberSettings("s", "s", null, 1), new Downlink(speaking, 0), speaking);
        speaker.negotiated(0, List.of(RecordingMember.microphone(111, 111)), List.of());
        SilentMember listening = new SilentMember();
        for (int i = 0; i < LISTENERS; i++) {
            Member listener =
                    there.join(0, new MemberSettings("l" + i, "l" + i, null, 2), new Downlink(listening, 0), listening);
            listener.negotiated(0, List.of(), List.of(RecordingMember.slot("0", 9_000 + i, 101)));
        }
        ByteBuffer packet =
                Packets.audio(111, 111, 0, 0, "a hundred bytes of voice, more or less, as Opus makes them", 30);
        RtpView view = new RtpView();
        view.wrap(packet, 0, packet.capacity());
        forward(speaker, packet, view, 0);

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        forward(speaker, packet, view, PACKETS);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(listening.sent).isEqualTo(2L * PACKETS * LISTENERS);
        // What the measurement itself and the compiler allocate does not grow with the packets.
        assertThat(allocated).isLessThan(PACKETS);
    }

    private static Room room(int seed) {
        return new Room(
                new RoomAddress("default", "hall"),
                new SplittableRandom(seed),
                PacketRoom.onHeap(),
                new DirectLink(),
                ListenerBlocks.none());
    }

    private static void forward(Member speaker, ByteBuffer packet, RtpView view, int from) {
        for (int i = from; i < from + PACKETS; i++) {
            view.sequenceNumber(i & 0xFFFF);
            view.timestamp(i * 960);
            speaker.handleRtp(i * 20_000_000L, packet, 0, packet.capacity());
        }
    }
}
