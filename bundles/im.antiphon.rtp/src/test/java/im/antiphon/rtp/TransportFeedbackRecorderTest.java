// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.ManualTime;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TransportFeedbackRecorderTest {
    private static final int ROOM = 1200;
    private static final long TICK = TransportFeedback.DELTA_TICK_NANOS;

    private final ManualTime time = new ManualTime();
    private TransportFeedbackRecorder recorder = new TransportFeedbackRecorder();
    private final ByteBuffer buffer = ByteBuffer.allocate(ROOM);
    private final RtcpWriter writer = new RtcpWriter();
    private final RtcpPackets packets = RtcpPackets.reducedSize();
    private final TransportFeedback view = new TransportFeedback();

    private boolean write(int room) {
        writer.begin(buffer, 0, room);
        return recorder.write(writer, room, 1, 2);
    }

    /** "number" for a packet reported lost, "number@ticks" after the first arrival for one reported received. */
    private List<String> report() {
        assertThat(write(ROOM)).isTrue();
        assertThat(packets.wrap(buffer, 0, writer.length())).isTrue();
        assertThat(packets.next()).isTrue();
        assertThat(view.wrap(packets)).isTrue();
        List<String> statuses = new ArrayList<>();
        long first = -1;
        while (view.next()) {
            if (view.received()) {
                first = first < 0 ? view.nanosSinceReference() : first;
                statuses.add(view.sequenceNumber() + "@" + (view.nanosSinceReference() - first) / TICK);
            } else {
                statuses.add(String.valueOf(view.sequenceNumber()));
            }
        }
        return statuses;
    }

    @Test
    void nothingArrivedNothingToSay() {
        assertThat(recorder.pending()).isFalse();
        assertThat(write(ROOM)).isFalse();
        assertThat(writer.length()).isZero();
    }

    @Test
    void reportsArrivalsAndGapsAcrossTheWrap() {
        recorder.onPacket(time.nowNanos(), 65534);
        recorder.onPacket(time.advanceMillis(1), 65535);
        recorder.onPacket(time.advanceMillis(2), 1);
        assertThat(report()).containsExactly("65534@0", "65535@4", "0", "1@12");
        assertThat(recorder.pending()).isFalse();
        assertThat(view.feedbackPacketCount()).isZero();
        recorder.onPacket(time.advanceMillis(1), 3);
        assertThat(report()).containsExactly("2", "3@0");
        assertThat(view.feedbackPacketCount()).isEqualTo(1);
    }

    @Test
    void arrivalsAreOnTheClockOfTheReferenceTime() {
        recorder.onPacket(time.nowNanos(), 5);
        report();
        long reference = view.referenceTime() * TransportFeedback.REFERENCE_TICK_NANOS;
        view.rewind();
        assertThat(view.next()).isTrue();
        long range = TransportFeedback.REFERENCE_TICK_NANOS << TransportFeedback.REFERENCE_TIME_BITS;
        assertThat(reference + view.nanosSinceReference())
                .isBetween(time.nowNanos() % range - TICK, time.nowNanos() % range + TICK);
    }

    @Test
    void aPacketThatComesAfterAllIsReportedAgainWithWhatFollowed() {
        recorder.onPacket(time.nowNanos(), 1);
        recorder.onPacket(time.nowNanos(), 3);
        assertThat(report()).containsExactly("1@0", "2", "3@0");
        recorder.onPacket(time.advanceMillis(10), 2);
        assertThat(report()).containsExactly("2@0", "3@-40");
    }

    @Test
    void aDuplicateChangesNothing() {
        recorder.onPacket(time.nowNanos(), 1);
        report();
        recorder.onPacket(time.advanceMillis(1), 1);
        assertThat(recorder.pending()).isFalse();
    }

    @Test
    void aDeltaTooLongForItsFieldStartsAnotherPacket() {
        recorder.onPacket(time.nowNanos(), 1);
        recorder.onPacket(time.advanceMillis(9000), 2);
        assertThat(report()).containsExactly("1@0");
        assertThat(report()).containsExactly("2@0");
        assertThat(recorder.pending()).isFalse();
    }

    @Test
    void aGapBeyondMemoryIsLeftOut() {
        recorder.onPacket(time.nowNanos(), 0);
        recorder.onPacket(time.nowNanos(), 20_000);
        int reported = 0;
        String last = "";
        while (recorder.pending()) {
            List<String> statuses = report();
            reported += statuses.size();
            last = statuses.get(statuses.size() - 1);
        }
        assertThat(reported).isEqualTo(TransportFeedbackRecorder.CAPACITY);
        assertThat(last).isEqualTo("20000@0");
    }

    @Test
    void saysInSeveralPacketsWhatDoesNotFitOne() {
        for (int i = 0; i < 100; i++) {
            recorder.onPacket(time.advanceMillis(100), i);
        }
        List<String> numbers = new ArrayList<>();
        while (write(100)) {
            assertThat(writer.length()).isLessThanOrEqualTo(100);
            assertThat(packets.wrap(buffer, 0, writer.length())).isTrue();
            assertThat(packets.next()).isTrue();
            assertThat(view.wrap(packets)).isTrue();
            while (view.next()) {
                numbers.add(String.valueOf(view.sequenceNumber()));
            }
        }
        assertThat(numbers).hasSize(100).startsWith("0", "1").endsWith("99");
    }

    @Test
    void tooLittleRoomLosesNothing() {
        recorder.onPacket(time.nowNanos(), 1);
        assertThat(write(20)).isFalse();
        assertThat(recorder.pending()).isTrue();
        assertThat(report()).containsExactly("1@0");
    }

    @Property(tries = 200)
    void roundingDoesNotAddUp(
            @ForAll @Size(min = 1, max = 200) List<@IntRange(max = 30_000_000) Integer> gapsNanos,
            @ForAll @IntRange(max = 0xffff) int base) {
        // One instance of this class serves all tries.
        recorder = new TransportFeedbackRecorder();
        TreeMap<Integer, Long> arrivals = new TreeMap<>();
        for (int i = 0; i < gapsNanos.size(); i++) {
            long now = time.advanceNanos(gapsNanos.get(i));
            if (gapsNanos.get(i) % 3 != 0) {
                recorder.onPacket(now, base + i & 0xffff);
                arrivals.put(i, now);
            }
        }
        while (write(ROOM)) {
            assertThat(packets.wrap(buffer, 0, writer.length())).isTrue();
            assertThat(packets.next()).isTrue();
            assertThat(view.wrap(packets)).isTrue();
            long range = TransportFeedback.REFERENCE_TICK_NANOS << TransportFeedback.REFERENCE_TIME_BITS;
            long reference = view.referenceTime() * TransportFeedback.REFERENCE_TICK_NANOS;
            while (view.next()) {
                int index = view.sequenceNumber() - base & 0xffff;
                Long arrival = arrivals.remove(index);
                assertThat(view.received()).isEqualTo(arrival != null);
                if (arrival != null) {
                    long error = (reference + view.nanosSinceReference() - arrival) % range;
                    assertThat(Math.abs(error)).isLessThanOrEqualTo(TICK / 2);
                }
            }
        }
        assertThat(arrivals).isEmpty();
    }
}
