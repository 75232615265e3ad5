// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PacketKindTest {
    /** RFC 7983, figure 3, without TURN and ZRTP. */
    private static PacketKind expected(int first) {
        if (first <= 3) {
            return PacketKind.STUN;
        }
        if (first < 20) {
            return PacketKind.UNKNOWN;
        }
        if (first <= 63) {
            return PacketKind.DTLS;
        }
        return first >= 128 && first <= 191 ? PacketKind.RTP : PacketKind.QUIC;
    }

    @Test
    void everyFirstByteHasItsKind() {
        for (int first = 0; first < 256; first++) {
            assertThat(PacketKind.of(first)).as("first byte %d", first).isEqualTo(expected(first));
            assertThat(PacketKind.of((byte) first)).as("signed byte %d", first).isEqualTo(expected(first));
        }
    }

    @Test
    void payloadTypesThatRtpLeavesAloneAreRtcp() {
        for (int second = 0; second < 256; second++) {
            int payloadType = second & 0x7f;
            PacketKind kind = payloadType >= 64 && payloadType <= 95 ? PacketKind.RTCP : PacketKind.RTP;
            assertThat(PacketKind.of(0x80, second)).as("second byte %d", second).isEqualTo(kind);
            assertThat(PacketKind.of((byte) 0xbf, (byte) second)).isEqualTo(kind);
        }
    }

    @Test
    void theSecondByteMattersToNothingElse() {
        assertThat(PacketKind.of(0, 200)).isEqualTo(PacketKind.STUN);
        assertThat(PacketKind.of(22, 200)).isEqualTo(PacketKind.DTLS);
        assertThat(PacketKind.of(200, 200)).isEqualTo(PacketKind.QUIC);
    }

    @Test
    void readsBothBytesWhereTheDatagramStarts() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {0, (byte) 0x80, (byte) 200, 0});
        assertThat(PacketKind.of(buffer, 1, 3)).isEqualTo(PacketKind.RTCP);
        assertThat(PacketKind.of(buffer, 1, 1)).isEqualTo(PacketKind.UNKNOWN);
        assertThat(PacketKind.of(buffer, 1, 0)).isEqualTo(PacketKind.UNKNOWN);
    }
}
