// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RtpRoundTripProperties {
    record Element(int id, byte[] data) {}

    @Provide
    Arbitrary<List<Element>> elements() {
        Arbitrary<byte[]> data =
                Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(HeaderExtensionWriter.LONGEST_ELEMENT);
        return Combinators.combine(Arbitraries.integers().between(1, HeaderExtensionWriter.HIGHEST_ID), data)
                .as(Element::new)
                .list()
                .uniqueElements(Element::id)
                .ofMaxSize(14);
    }

    @Property
    void whatTheSettersWroteTheViewReads(
            @ForAll boolean marker,
            @ForAll @IntRange(max = 127) int payloadType,
            @ForAll @IntRange(max = 0xffff) int sequenceNumber,
            @ForAll int timestamp,
            @ForAll int ssrc) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64);
        RtpView writer = new RtpView();
        writer.create(buffer, 5, 12);
        writer.marker(marker);
        writer.payloadType(payloadType);
        writer.sequenceNumber(sequenceNumber);
        writer.timestamp(timestamp);
        writer.ssrc(ssrc);

        RtpView reader = new RtpView();
        assertThat(reader.wrap(buffer, 5, 12)).isTrue();
        assertThat(reader.marker()).isEqualTo(marker);
        assertThat(reader.payloadType()).isEqualTo(payloadType);
        assertThat(reader.sequenceNumber()).isEqualTo(sequenceNumber);
        assertThat(reader.timestamp()).isEqualTo(timestamp);
        assertThat(reader.ssrc()).isEqualTo(ssrc);
        assertThat(reader.payloadLength()).isZero();
    }

    @Property
    void everyElementWrittenIsFound(
            @ForAll("elements") List<Element> elements, @ForAll @Size(max = 40) byte[] payload) {
        ByteBuffer buffer = ByteBuffer.allocate(512);
        Arrays.fill(buffer.array(), (byte) 0xee);
        int offset = 3;
        new RtpView().create(buffer, offset, RtpView.FIXED_HEADER_LENGTH);
        HeaderExtensionWriter writer = new HeaderExtensionWriter();
        writer.begin(buffer, offset);
        for (Element element : elements) {
            writer.add(element.id(), element.data());
        }
        int headerLength = writer.end();
        buffer.put(offset + headerLength, payload);

        RtpView view = new RtpView();
        assertThat(view.wrap(buffer, offset, headerLength + payload.length)).isTrue();
        assertThat(view.headerLength()).isEqualTo(headerLength);
        assertThat(view.extensionProfile()).isEqualTo(elements.isEmpty() ? -1 : RtpView.ONE_BYTE_PROFILE);
        for (int id = 1; id <= HeaderExtensionWriter.HIGHEST_ID; id++) {
            assertThat(dataOf(view, id)).isEqualTo(expected(elements, id));
        }
        byte[] read = new byte[view.payloadLength()];
        buffer.get(view.payloadOffset(), read);
        assertThat(read).isEqualTo(payload);
    }

    private static byte[] dataOf(RtpView view, int id) {
        int at = view.extensionOffset(id);
        if (at < 0) {
            return new byte[0];
        }
        byte[] data = new byte[view.extensionLength(id)];
        view.buffer().get(at, data);
        return data;
    }

    private static byte[] expected(List<Element> elements, int id) {
        return elements.stream()
                .filter(element -> element.id() == id)
                .map(Element::data)
                .findFirst()
                .orElse(new byte[0]);
    }
}
