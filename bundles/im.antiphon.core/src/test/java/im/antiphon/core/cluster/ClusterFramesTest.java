// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.UnknownFieldSet;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClusterFramesTest {
    private static final long SEED = 20_261_122L;
    private static final LinkFrame FRAME = LinkFrame.newBuilder()
            .setVersion(1)
            .setSender(7)
            .setAddressee(8)
            .setSequence(7)
            .addEnvelopes(ClusterFrames.envelope(new ClusterMessage("session-message", "s.n", "{}", "00-ab-cd-01"))
                    .setNumber(1))
            .setAcknowledgedSequence(8)
            .setAcknowledged(3)
            .build();

    @Test
    void aMessageIsReadAsItWasWritten() {
        LinkFrame read = ClusterFrames.read(FRAME.toByteArray());
        assertThat(read).isEqualTo(FRAME);
        assertThat(ClusterFrames.message(FRAME.getEnvelopes(0)))
                .isEqualTo(new ClusterMessage("session-message", "s.n", "{}", "00-ab-cd-01"));
    }

    @Test
    void whatALaterVersionAddedIsNoHindrance() {
        UnknownFieldSet added = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(42).build())
                .build();
        assertThat(ClusterFrames.read(
                        FRAME.toBuilder().setUnknownFields(added).build().toByteArray()))
                .isNotNull();
    }

    @Test
    void anotherVersionAndNonsenseAreNotRead() {
        assertThat(read(FRAME.toBuilder().setVersion(2))).isNull();
        assertThat(read(FRAME.toBuilder().setVersion(0))).isNull();
        assertThat(read(FRAME.toBuilder().setSender(0))).isNull();
        assertThat(read(FRAME.toBuilder().setSender(-1))).isNull();
        assertThat(read(FRAME.toBuilder().setAddressee(-1))).isNull();
        assertThat(read(FRAME.toBuilder().setSequence(0))).isNull();
        assertThat(read(FRAME.toBuilder().addEnvelopes(Envelope.getDefaultInstance())))
                .isNull();
        assertThat(ClusterFrames.read(new byte[] {8})).isNull();
        assertThat(ClusterFrames.message(Envelope.getDefaultInstance())).isNull();
    }

    @Test
    void damagedBytesAreAFrameOrNone() {
        NodeLinkTestSink sink = new NodeLinkTestSink();
        Mutations.forEach(
                new Corpus("cluster", List.of(new Corpus.Sample("frame", FRAME.toByteArray()))),
                SEED,
                50_000,
                bytes -> {
                    LinkFrame frame = ClusterFrames.read(bytes);
                    if (frame != null) {
                        assertThat(frame.getVersion()).isEqualTo(1);
                        NodeLink link = new NodeLink(8, LinkSettings.DEFAULT, 0);
                        link.onFrame(0, frame, sink);
                        link.flush(0, sink);
                        frame.getEnvelopesList().forEach(ClusterFrames::message);
                    }
                });
    }

    @Test
    void theNumbersOfTheFieldsAreForEver() {
        assertThat(fields(LinkFrame.getDescriptor()))
                .containsExactly(
                        "1 version UINT32",
                        "2 sender UINT64",
                        "3 addressee UINT64",
                        "4 sequence UINT64",
                        "5 envelopes MESSAGE",
                        "6 acknowledged_sequence UINT64",
                        "7 acknowledged UINT64",
                        "8 gap BOOL",
                        "9 leaving BOOL");
        assertThat(fields(Envelope.getDescriptor()))
                .containsExactly(
                        "1 number UINT64",
                        "2 kind STRING",
                        "3 subject STRING",
                        "4 payload STRING",
                        "5 traceparent STRING",
                        "6 request UINT64",
                        "7 response UINT64",
                        "8 failed BOOL");
    }

    private static @Nullable LinkFrame read(LinkFrame.Builder frame) {
        return ClusterFrames.read(frame.build().toByteArray());
    }

    private static List<String> fields(Descriptor descriptor) {
        return descriptor.getFields().stream()
                .map(field -> field.getNumber() + " " + field.getName() + " " + field.getType())
                .toList();
    }

    /** Takes everything and keeps nothing. */
    private static final class NodeLinkTestSink implements LinkSink {
        @Override
        public void transmit(LinkFrame frame) {}

        @Override
        public void deliver(Envelope envelope) {}

        @Override
        public void acknowledged(Outgoing outgoing) {}

        @Override
        public void lost(Outgoing outgoing) {}
    }
}
