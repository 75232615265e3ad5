// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.rtp.DropReason;
import im.antiphon.sfu.Downlink;
import im.antiphon.sfu.IncomingSection;
import im.antiphon.sfu.MediaKind;
import im.antiphon.sfu.Member;
import im.antiphon.sfu.MemberOutput;
import im.antiphon.sfu.MemberSettings;
import im.antiphon.sfu.OutgoingSection;
import im.antiphon.sfu.Room;
import im.antiphon.sfu.StreamCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One packet to all listeners of a room, without SRTP and without a socket, beside as many plain copies of its bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ForwardingBenchmark {
    private static final int SSRC = 0x1234;
    private static final int HEADER = 20;
    private static final int PAYLOAD = 100;

    @Param({"10", "50"})
    int listeners;

    private final ByteBuffer packet = ByteBuffer.allocate(HEADER + PAYLOAD);
    private final ByteBuffer target = ByteBuffer.allocate(2048);
    private Member speaker;
    private int sequenceNumber;
    private long nowNanos;

    @Setup
    public void fillTheRoom() {
        StreamCodec opus = new StreamCodec("OPUS", 48_000, "");
        Room room = new Room(new RoomAddress("default", "bench"), new SplittableRandom(1));
        Sink sink = new Sink();
        ConstantRate rate = new ConstantRate(1_000_000);
        speaker = room.join(0, new MemberSettings("s", "s", null, 1), new Downlink(rate, 0), sink);
        speaker.negotiated(
                0,
                List.of(new IncomingSection("0", MediaKind.AUDIO, Map.of(111, opus), new int[] {SSRC}, 1, 0)),
                List.of());
        for (int i = 0; i < listeners; i++) {
            Member listener = room.join(0, new MemberSettings("l" + i, "l" + i, null, 2), new Downlink(rate, 0), sink);
            listener.negotiated(
                    0,
                    List.of(),
                    List.of(new OutgoingSection("0", MediaKind.AUDIO, 9_000 + i, Map.of(opus, 96), 1, 0)));
        }
        packet.putInt(0, 0x906F0000).putInt(8, SSRC).putInt(12, 0xBEDE0001).putInt(16, 0x10BF0000);
    }

    @Benchmark
    public ByteBuffer baseline() {
        for (int i = 0; i < listeners; i++) {
            target.put(0, packet, 0, packet.capacity());
        }
        return target;
    }

    @Benchmark
    public void forward() {
        packet.putShort(2, (short) ++sequenceNumber).putInt(4, sequenceNumber * 960);
        nowNanos += 20_000_000;
        speaker.handleRtp(nowNanos, packet, 0, packet.capacity());
    }

    private static final class Sink implements MemberOutput {
        private long bytes;

        @Override
        public void sendRtp(ByteBuffer sent, int offset, int length) {
            bytes += length;
        }

        @Override
        public void sendRtcp(ByteBuffer sent, int offset, int length) {}

        @Override
        public void onTracksChanged() {}

        @Override
        public void onQuality(MediaQuality quality) {}

        @Override
        public void onRetransmissionAsked(int packets) {}

        @Override
        public void onDropped(DropReason reason) {
            throw new IllegalStateException("dropped: " + reason);
        }
    }
}
