// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import static im.antiphon.webrtc.srtp.SrtpScenario.rtcp;
import static im.antiphon.webrtc.srtp.SrtpScenario.rtp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpSendingTest {
    @ParameterizedTest
    @EnumSource
    void aRetransmissionIsTheVerySameBytes(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] first = scenario.protectRtp(rtp(5));
        assertThat(scenario.protectRtp(rtp(5))).isEqualTo(first);
        scenario.protectRtp(rtp(6));
        assertThat(scenario.protectRtp(rtp(5))).isEqualTo(first);
        assertThat(scenario.protectRtp(rtp(5))).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void keyStreamIsNeverUsedForOtherBytes(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] first = scenario.protectRtp(rtp(5));
        byte[] otherPayload = rtp(5);
        otherPayload[20] ^= 1;
        byte[] otherHeader = rtp(5);
        otherHeader[1] ^= (byte) 0x80;
        assertThat(scenario.protectRtp(otherPayload)).isEmpty();
        assertThat(scenario.sender.dropReason()).isEqualTo(DropReason.SRTP_REPLAY);
        assertThat(scenario.protectRtp(otherHeader)).isEmpty();
        assertThat(scenario.protectRtp(rtp(5))).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTooOldToKnowIsNotSentAgain(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        scenario.protectRtp(rtp(5));
        scenario.protectRtp(rtp(5 + ReplayWindow.SIZE));
        assertThat(scenario.protectRtp(rtp(5))).isEmpty();
        assertThat(scenario.sender.dropReason()).isEqualTo(DropReason.SRTP_REPLAY);
        assertThat(scenario.protectRtp(rtp(6))).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aRetransmissionFromBeforeTheWrapKeepsItsRolloverCounter(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] before = scenario.protectRtp(rtp(65_535));
        byte[] after = scenario.protectRtp(rtp(0));
        assertThat(scenario.protectRtp(rtp(65_535))).isEqualTo(before);
        assertThat(scenario.unprotectRtp(before)).isEqualTo(rtp(65_535));
        assertThat(scenario.unprotectRtp(after)).isEqualTo(rtp(0));
    }

    @ParameterizedTest
    @EnumSource
    void beyondTheBoundANewSourceIsRefused(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile, new PortableSrtpEngine(10, 2));
        for (int ssrc = 1; ssrc <= 2; ssrc++) {
            assertThat(scenario.protectRtp(rtp(ssrc, 1, 20))).isNotEmpty();
            assertThat(scenario.protectRtcp(rtcp(ssrc))).isNotEmpty();
        }
        assertThat(scenario.protectRtp(rtp(3, 1, 20))).isEmpty();
        assertThat(scenario.sender.dropReason()).isEqualTo(DropReason.UNKNOWN_SOURCE);
        assertThat(scenario.protectRtcp(rtcp(3))).isEmpty();
        assertThat(scenario.sender.dropReason()).isEqualTo(DropReason.UNKNOWN_SOURCE);
        assertThat(scenario.protectRtp(rtp(1, 2, 20))).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoPacketIsRefusedByReason(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        assertThat(scenario.protectRtp(Arrays.copyOf(rtp(1), 11))).isEmpty();
        assertThat(scenario.sender.dropReason()).isEqualTo(DropReason.TRUNCATED);
        assertThat(scenario.protectRtcp(Arrays.copyOf(rtcp(1), 7))).isEmpty();
        assertThat(scenario.sender.dropReason()).isEqualTo(DropReason.TRUNCATED);
        byte[] version = rtcp(1);
        version[0] = 0;
        assertThat(scenario.protectRtcp(version)).isEmpty();
        assertThat(scenario.sender.dropReason()).isEqualTo(DropReason.BAD_VERSION);
    }

    @ParameterizedTest
    @EnumSource
    void onlyPacketAndRoomAreTouched(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] packet = rtp(9);
        byte[] slab = new byte[200];
        Arrays.fill(slab, (byte) 0x55);
        System.arraycopy(packet, 0, slab, 50, packet.length);
        ByteBuffer buffer = ByteBuffer.wrap(slab, 10, 180).slice();
        int length = scenario.sender.protectRtp(buffer, 40, packet.length);
        assertThat(length).isEqualTo(packet.length + profile.rtpOverhead());
        assertThat(buffer.position()).isZero();
        assertThat(Arrays.copyOfRange(slab, 50, 50 + length)).isEqualTo(new SrtpScenario(profile).protectRtp(packet));
        for (int i = 0; i < slab.length; i++) {
            if (i < 50 || i >= 50 + length) {
                assertThat(slab[i]).as("byte %d", i).isEqualTo((byte) 0x55);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDirectBufferHoldsTheSameAsAHeapBuffer(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] packet = rtp(9);
        byte[] control = rtcp(9);
        ByteBuffer direct = ByteBuffer.allocateDirect(300);
        direct.put(17, packet).put(150, control);
        int length = scenario.sender.protectRtp(direct, 17, packet.length);
        int controlLength = scenario.sender.protectRtcp(direct, 150, control.length);
        assertThat(bytes(direct, 17, length)).isEqualTo(new SrtpScenario(profile).protectRtp(packet));
        assertThat(bytes(direct, 150, controlLength)).isEqualTo(new SrtpScenario(profile).protectRtcp(control));
        assertThat(direct.position()).isZero();

        assertThat(scenario.receiver.unprotectRtp(direct, 17, length)).isEqualTo(packet.length);
        assertThat(scenario.receiver.unprotectRtcp(direct, 150, controlLength)).isEqualTo(control.length);
        assertThat(bytes(direct, 17, packet.length)).isEqualTo(packet);
        assertThat(bytes(direct, 150, control.length)).isEqualTo(control);
    }

    @ParameterizedTest
    @EnumSource
    void missingRoomIsAMisuse(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        ByteBuffer tight = ByteBuffer.wrap(rtp(1));
        assertThatThrownBy(() -> scenario.sender.protectRtp(tight, 0, tight.limit()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("length: 52 (expected: 0..");
        assertThatThrownBy(() -> scenario.sender.protectRtp(tight, -1, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("offset: -1 (expected: 0..52)");
        assertThatThrownBy(() -> scenario.receiver.unprotectRtp(tight, 1, 52))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("length: 52 (expected: 0..51");
    }

    @ParameterizedTest
    @EnumSource
    void keysOfAnotherLengthAreAMisuse(SrtpProfile profile) {
        SrtpMasterKey shortSalt = new SrtpMasterKey(new byte[16], new byte[1]);
        SrtpMasterKey longKey = new SrtpMasterKey(new byte[32], new byte[profile.saltLength()]);
        assertThatThrownBy(() -> new PortableSrtpEngine().protector(profile, shortSalt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("salt: 1 bytes (expected: " + profile.saltLength());
        assertThatThrownBy(() -> new PortableSrtpEngine().unprotector(profile, longKey))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("key: 32 bytes (expected: 16");
    }

    private static byte[] bytes(ByteBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.get(offset, bytes);
        return bytes;
    }
}
