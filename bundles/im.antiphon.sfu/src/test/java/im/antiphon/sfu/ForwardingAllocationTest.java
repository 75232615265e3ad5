// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.rtp.DropReason;
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
        Room room = new Room(new RoomAddress("default", "hall"), new SplittableRandom(1));
        Silent speaking = new Silent();
        Member speaker = room.join(0, new MemberSettings("s", "s", null, 1), new Downlink(speaking, 0), speaking);
        speaker.negotiated(0, List.of(RecordingMember.microphone(111, 111)), List.of());
        Silent listening = new Silent();
        for (int i = 0; i < LISTENERS; i++) {
            Member listener =
                    room.join(0, new MemberSettings("l" + i, "l" + i, null, 2), new Downlink(listening, 0), listening);
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

    private static void forward(Member speaker, ByteBuffer packet, RtpView view, int from) {
        for (int i = from; i < from + PACKETS; i++) {
            view.sequenceNumber(i & 0xFFFF);
            view.timestamp(i * 960);
            speaker.handleRtp(i * 20_000_000L, packet, 0, packet.capacity());
        }
    }

    private static final class Silent implements MemberOutput, ManagedCongestionController {
        long sent;

        @Override
        public void sendRtp(ByteBuffer packet, int offset, int length) {
            sent++;
        }

        @Override
        public void sendRtcp(ByteBuffer packet, int offset, int length) {}

        @Override
        public void onTracksChanged() {}

        @Override
        public void onQuality(MediaQuality quality) {}

        @Override
        public void onRetransmissionAsked(int packets) {}

        @Override
        public void onDropped(DropReason reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {}

        @Override
        public void onFeedback(long nowNanos, CongestionFeedback feedback) {}

        @Override
        public long targetBitsPerSecond() {
            return 100_000;
        }

        @Override
        public CongestionSnapshot snapshot() {
            return new CongestionSnapshot(100_000, 0, -1, -1);
        }

        @Override
        public String servedBy() {
            return "none";
        }

        @Override
        public void close() {}
    }
}
