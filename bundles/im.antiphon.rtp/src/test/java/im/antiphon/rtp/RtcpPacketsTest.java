// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.Hex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtcpPacketsTest {
    private static final String EMPTY_REPORT = "80c90001 11111111";
    private static final String PICTURE_LOSS = "81ce0002 11111111 22222222";

    private static boolean wrap(RtcpPackets packets, String hex) {
        byte[] bytes = Hex.parse(hex);
        return packets.wrap(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    private static List<RtcpKind> kinds(RtcpPackets packets, String hex) {
        assertThat(wrap(packets, hex)).as(hex).isTrue();
        List<RtcpKind> kinds = new ArrayList<>();
        while (packets.next()) {
            kinds.add(packets.kind());
        }
        return kinds;
    }

    private static void refuses(RtcpPackets packets, String hex, DropReason reason) {
        assertThat(wrap(packets, hex)).as(hex).isFalse();
        assertThat(packets.dropReason()).as(hex).isEqualTo(reason);
        assertThat(packets.next()).isFalse();
    }

    @Test
    void goesFromPacketToPacket() {
        RtcpPackets packets = new RtcpPackets();
        assertThat(kinds(
                        packets,
                        EMPTY_REPORT + "81ca0003 11111111 01 04 6e616d65 0000" + PICTURE_LOSS
                                + "8fce0005 11111111 00000000 52454d42 0111d6d8 22222222"
                                + "8fce0005 11111111 00000000 52454d43 0111d6d8 22222222" + "81cb0001 11111111"
                                + "80cc0002 11111111 00000000"))
                .containsExactly(
                        RtcpKind.RECEIVER_REPORT,
                        RtcpKind.SOURCE_DESCRIPTION,
                        RtcpKind.PICTURE_LOSS_INDICATION,
                        RtcpKind.RECEIVER_ESTIMATE,
                        RtcpKind.OTHER,
                        RtcpKind.GOODBYE,
                        RtcpKind.OTHER);
    }

    @Test
    void tellsTypeCountAndPlaceOfTheCurrentPacket() {
        RtcpPackets packets = new RtcpPackets();
        assertThat(wrap(packets, EMPTY_REPORT + PICTURE_LOSS)).isTrue();
        assertThat(packets.next()).isTrue();
        assertThat(packets.packetType()).isEqualTo(201);
        assertThat(packets.count()).isZero();
        assertThat(packets.next()).isTrue();
        assertThat(packets.packetType()).isEqualTo(206);
        assertThat(packets.format()).isEqualTo(1);
        assertThat(packets.packetOffset()).isEqualTo(8);
        assertThat(packets.packetLength()).isEqualTo(12);
        assertThat(packets.next()).isFalse();
    }

    @Test
    void aCompoundPacketBeginsWithAReport() {
        refuses(new RtcpPackets(), PICTURE_LOSS, DropReason.PROTOCOL_VIOLATION);
        refuses(new RtcpPackets(), PICTURE_LOSS + EMPTY_REPORT, DropReason.PROTOCOL_VIOLATION);
    }

    @Test
    void reducedSizeIsAcceptedWhereItWasNegotiated() {
        assertThat(kinds(RtcpPackets.reducedSize(), PICTURE_LOSS)).containsExactly(RtcpKind.PICTURE_LOSS_INDICATION);
    }

    @Test
    void paddingIsInTheLastPacketOnlyAndNotPartOfIt() {
        RtcpPackets packets = new RtcpPackets();
        assertThat(kinds(packets, EMPTY_REPORT + "a0c90002 11111111 00000004"))
                .containsExactly(RtcpKind.RECEIVER_REPORT, RtcpKind.RECEIVER_REPORT);
        assertThat(packets.packetLength()).isEqualTo(8);
        refuses(packets, "a0c90002 11111111 00000004" + EMPTY_REPORT, DropReason.PROTOCOL_VIOLATION);
        refuses(packets, "a0c90002 11111111 00000000", DropReason.BAD_LENGTH);
        refuses(packets, "a0c90002 11111111 00000009", DropReason.BAD_LENGTH);
    }

    @Test
    void transportFeedbackMayBePaddedAnywhereAsBrowsersDo() {
        String feedback = "afcd0005 11111111 22222222 00010001 00000103 2001 04 01";
        assertThat(kinds(RtcpPackets.reducedSize(), feedback + feedback))
                .containsExactly(RtcpKind.TRANSPORT_FEEDBACK, RtcpKind.TRANSPORT_FEEDBACK);
    }

    @Test
    void refusesWhatIsNotRtcp() {
        RtcpPackets packets = new RtcpPackets();
        refuses(packets, "", DropReason.TRUNCATED);
        refuses(packets, "80c900", DropReason.TRUNCATED);
        refuses(packets, "40c90001 11111111", DropReason.BAD_VERSION);
        refuses(packets, "80c90002 11111111", DropReason.BAD_LENGTH);
        refuses(packets, EMPTY_REPORT + "80c9", DropReason.TRUNCATED);
        refuses(packets, EMPTY_REPORT + "00000000", DropReason.BAD_VERSION);
        refuses(packets, EMPTY_REPORT + "80caffff", DropReason.BAD_LENGTH);
    }

    @Test
    void startsWhereItIsTold() {
        byte[] bytes = Hex.parse("ffffff" + EMPTY_REPORT + "ff");
        RtcpPackets packets = new RtcpPackets();
        assertThat(packets.wrap(ByteBuffer.wrap(bytes), 3, 8)).isTrue();
        assertThat(packets.next()).isTrue();
        assertThat(packets.packetOffset()).isEqualTo(3);
        assertThat(packets.next()).isFalse();
    }
}
