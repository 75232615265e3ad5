// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SrtpRoundTripTest {
    @Property(tries = 500)
    void whatIsOpenedIsWhatWasProtected(
            @ForAll SrtpProfile profile,
            @ForAll @IntRange(max = 15) int contributors,
            @ForAll @IntRange(min = -1, max = 20) int extensionWords,
            @ForAll int ssrc,
            @ForAll @IntRange(max = 65_535) int sequenceNumber,
            @ForAll @Size(max = 1_400) byte[] payload) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] packet = packet(contributors, extensionWords, ssrc, sequenceNumber, payload);
        byte[] protectedPacket = scenario.protectRtp(packet);
        int header = packet.length - payload.length;
        assertThat(protectedPacket)
                .hasSize(packet.length + profile.rtpOverhead())
                .startsWith(head(packet, header));
        assertThat(scenario.unprotectRtp(protectedPacket)).isEqualTo(packet);
    }

    @Property(tries = 200)
    void controlPacketsComeBackWhole(
            @ForAll SrtpProfile profile, @ForAll int ssrc, @ForAll @Size(max = 1_400) byte[] rest) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] packet = new byte[8 + rest.length];
        ByteBuffer.wrap(packet).putInt(0x81C80006).putInt(ssrc).put(rest);
        byte[] protectedPacket = scenario.protectRtcp(packet);
        assertThat(protectedPacket)
                .hasSize(packet.length + profile.rtcpOverhead())
                .startsWith(head(packet, 8));
        assertThat(scenario.unprotectRtcp(protectedPacket)).isEqualTo(packet);
    }

    private static byte[] packet(int contributors, int extensionWords, int ssrc, int sequenceNumber, byte[] payload) {
        boolean extended = extensionWords >= 0;
        int header = 12 + 4 * contributors + (extended ? 4 + 4 * extensionWords : 0);
        ByteBuffer packet = ByteBuffer.allocate(header + payload.length);
        packet.put((byte) (0x80 | (extended ? 0x10 : 0) | contributors)).put((byte) 111);
        packet.putShort((short) sequenceNumber).putInt(sequenceNumber * 960).putInt(ssrc);
        for (int i = 0; i < contributors; i++) {
            packet.putInt(i);
        }
        if (extended) {
            packet.putShort((short) 0xBEDE).putShort((short) extensionWords).position(header);
        }
        return packet.put(payload).array();
    }

    private static byte[] head(byte[] packet, int length) {
        return Arrays.copyOf(packet, length);
    }
}
