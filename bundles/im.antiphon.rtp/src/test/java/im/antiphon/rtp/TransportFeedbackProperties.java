// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class TransportFeedbackProperties {
    private static final int LOST = Integer.MIN_VALUE;

    private final ByteBuffer buffer = ByteBuffer.allocate(300_000);
    private final RtcpWriter writer = new RtcpWriter();
    private final RtcpPackets packets = RtcpPackets.reducedSize();
    private final TransportFeedback view = new TransportFeedback();

    /** Runs of lost packets, small deltas and large ones, so that every kind of chunk comes up. */
    @Provide
    Arbitrary<List<Integer>> deltas() {
        Arbitrary<Integer> delta = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(LOST)),
                Tuple.of(4, Arbitraries.integers().between(0, 255)),
                Tuple.of(1, Arbitraries.integers().between(Short.MIN_VALUE, Short.MAX_VALUE)));
        return delta.flatMap(value -> Arbitraries.frequency(Tuple.of(5, 1), Tuple.of(2, 9), Tuple.of(1, 40))
                        .map(times -> Collections.nCopies(times, value)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(40)
                .map(runs -> runs.stream().flatMap(List::stream).toList());
    }

    private void write(List<Integer> deltas, int base, int reference, int count) {
        TransportFeedbackBuilder builder = new TransportFeedbackBuilder(0xffff);
        builder.begin(base, reference, count);
        for (int delta : deltas) {
            assertThat(delta == LOST ? builder.lost() : builder.received(delta)).isTrue();
        }
        writer.begin(buffer, 0, buffer.capacity());
        assertThat(writer.transportFeedback(0x01020304, 0x05060708, builder)).isTrue();
        assertThat(writer.length()).isLessThanOrEqualTo(builder.mostBytes());
        assertThat(packets.wrap(buffer, 0, writer.length())).isTrue();
        assertThat(packets.next()).isTrue();
        assertThat(view.wrap(packets)).isTrue();
    }

    private List<Integer> read() {
        List<Integer> deltas = new ArrayList<>();
        long last = 0;
        while (view.next()) {
            if (view.received()) {
                deltas.add((int) ((view.nanosSinceReference() - last) / TransportFeedback.DELTA_TICK_NANOS));
                last = view.nanosSinceReference();
            } else {
                deltas.add(LOST);
            }
        }
        return deltas;
    }

    @Property(tries = 500)
    void whatWasWrittenIsRead(
            @ForAll("deltas") List<Integer> deltas,
            @ForAll @IntRange(max = 0xffff) int base,
            @ForAll @IntRange(max = 0xffffff) int reference,
            @ForAll @IntRange(max = 255) int count) {
        write(deltas, base, reference, count);
        assertThat(view.senderSsrc()).isEqualTo(0x01020304);
        assertThat(view.mediaSsrc()).isEqualTo(0x05060708);
        assertThat(view.baseSequenceNumber()).isEqualTo(base);
        assertThat(view.packetStatusCount()).isEqualTo(deltas.size());
        assertThat(view.referenceTime()).isEqualTo(reference);
        assertThat(view.feedbackPacketCount()).isEqualTo(count);
        assertThat(read()).isEqualTo(deltas);
        assertThat(view.sequenceNumber()).isEqualTo(base + deltas.size() - 1 & 0xffff);
        view.rewind();
        assertThat(read()).isEqualTo(deltas);
    }

    @Example
    void asManyAsTheFieldHolds() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < 0xffff; i++) {
            all.add(i < 20_000 ? 4 : LOST);
        }
        write(all, 0, 0, 0);
        assertThat(read()).isEqualTo(all);
    }
}
