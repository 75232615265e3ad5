// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import static im.antiphon.webrtc.srtp.SrtpScenario.rtcp;
import static im.antiphon.webrtc.srtp.SrtpScenario.rtp;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpReceivingTest {
    @ParameterizedTest
    @EnumSource
    void aReplayedPacketIsDropped(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] packet = scenario.protectRtp(rtp(7));
        assertThat(scenario.unprotectRtp(packet)).isEqualTo(rtp(7));
        assertThat(scenario.unprotectRtp(packet)).isEmpty();
        assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.SRTP_REPLAY);
    }

    @ParameterizedTest
    @EnumSource
    void aReplayedControlPacketIsDropped(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] first = scenario.protectRtcp(rtcp(1));
        byte[] second = scenario.protectRtcp(rtcp(1));
        assertThat(scenario.unprotectRtcp(second)).isEqualTo(rtcp(1));
        assertThat(scenario.unprotectRtcp(first)).isEqualTo(rtcp(1));
        assertThat(scenario.unprotectRtcp(first)).isEmpty();
        assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.SRTP_REPLAY);
    }

    @ParameterizedTest
    @EnumSource
    void reorderedPacketsAreAllTakenOnce(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        List<byte[]> backwards = new ArrayList<>();
        for (int sequenceNumber = 0; sequenceNumber < ReplayWindow.SIZE; sequenceNumber++) {
            backwards.add(0, scenario.protectRtp(rtp(sequenceNumber)));
        }
        for (int i = 0; i < backwards.size(); i++) {
            assertThat(scenario.unprotectRtp(backwards.get(i))).isEqualTo(rtp(ReplayWindow.SIZE - 1 - i));
        }
        for (byte[] packet : backwards) {
            assertThat(scenario.unprotectRtp(packet)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aVeryLatePacketIsDroppedForItCannotBeToldFromAReplay(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] late = scenario.protectRtp(rtp(1));
        byte[] justInTime = scenario.protectRtp(rtp(2));
        assertThat(scenario.unprotectRtp(scenario.protectRtp(rtp(1 + ReplayWindow.SIZE))))
                .isNotEmpty();
        assertThat(scenario.unprotectRtp(justInTime)).isEqualTo(rtp(2));
        assertThat(scenario.unprotectRtp(late)).isEmpty();
        assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.SRTP_REPLAY);
    }

    @ParameterizedTest
    @EnumSource
    void aForgedTagLeavesWindowAndRolloverUntouched(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        scenario.unprotectRtp(scenario.protectRtp(rtp(65_000)));
        byte[] next = scenario.protectRtp(rtp(65_001));
        // Were they believed, these would roll the counter over and shut the window behind them.
        for (int sequenceNumber : new int[] {65_001, 65_500, 0, 200, 30_000}) {
            byte[] forged = next.clone();
            forged[2] = (byte) (sequenceNumber >> 8);
            forged[3] = (byte) sequenceNumber;
            forged[forged.length - 1] ^= 1;
            assertThat(scenario.unprotectRtp(forged)).isEmpty();
            assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.SRTP_AUTHENTICATION);
        }
        assertThat(scenario.unprotectRtp(next)).isEqualTo(rtp(65_001));
    }

    @ParameterizedTest
    @EnumSource
    void aForgedControlPacketLeavesTheWindowUntouched(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        scenario.unprotectRtcp(scenario.protectRtcp(rtcp(1)));
        byte[] next = scenario.protectRtcp(rtcp(1));
        byte[] forged = next.clone();
        int indexPosition = profile == SrtpProfile.AEAD_AES_128_GCM ? forged.length - 4 : forged.length - 14;
        forged[indexPosition + 1] = 0x7F;
        assertThat(scenario.unprotectRtcp(forged)).isEmpty();
        assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.SRTP_AUTHENTICATION);
        assertThat(scenario.unprotectRtcp(next)).isEqualTo(rtcp(1));
    }

    @ParameterizedTest
    @EnumSource
    void everySingleBitIsAuthenticated(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] packet = scenario.protectRtp(rtp(7));
        byte[] control = scenario.protectRtcp(rtcp(7));
        for (int bit = 0; bit < packet.length * 8; bit++) {
            assertThat(scenario.unprotectRtp(flip(packet, bit)))
                    .as("bit %d", bit)
                    .isEmpty();
        }
        for (int bit = 0; bit < control.length * 8; bit++) {
            assertThat(scenario.unprotectRtcp(flip(control, bit)))
                    .as("bit %d", bit)
                    .isEmpty();
        }
        assertThat(scenario.unprotectRtp(packet)).isEqualTo(rtp(7));
        assertThat(scenario.unprotectRtcp(control)).isEqualTo(rtcp(7));
    }

    @ParameterizedTest
    @EnumSource
    void theSequenceNumberWrapsThroughLossAndReordering(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        List<Sent> sent = new ArrayList<>();
        for (int extended = 65_500; extended < 2 * 65_536 + 100; extended++) {
            byte[] packet = scenario.protectRtp(rtp(extended & 0xFFFF));
            // A gap of more than half the number space would be ambiguous; these are of 20,000 at most.
            if (extended % 20_000 < 60 || extended < 65_600 || extended > 2 * 65_536 - 40) {
                sent.add(new Sent(extended, packet));
            }
        }
        // The first of four goes last, but for the first of all, which fixes the rollover counter.
        for (int i = 1; i + 3 < sent.size(); i += 4) {
            if (sent.get(i + 3).extended - sent.get(i).extended == 3) {
                sent.add(i + 3, sent.remove(i));
            }
        }
        for (Sent each : sent) {
            assertThat(scenario.unprotectRtp(each.packet))
                    .as("packet %d", each.extended)
                    .isEqualTo(rtp(each.extended & 0xFFFF));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPacketFromBeforeTheFirstIsTooOld(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] before = new SrtpScenario(profile).protectRtp(rtp(65_535));
        scenario.unprotectRtp(scenario.protectRtp(rtp(0)));
        assertThat(scenario.unprotectRtp(before)).isEmpty();
        assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.SRTP_REPLAY);
    }

    @ParameterizedTest
    @EnumSource
    void sourcesAreCountedApart(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        for (int sequenceNumber = 0; sequenceNumber < 3; sequenceNumber++) {
            for (int ssrc = 0; ssrc < SessionSrtpEngine.DEFAULT_RECEIVED_SOURCES; ssrc++) {
                byte[] packet = rtp(ssrc << 24 | ssrc, sequenceNumber * 5 + ssrc, 20);
                assertThat(scenario.unprotectRtp(scenario.protectRtp(packet))).isEqualTo(packet);
                assertThat(scenario.unprotectRtcp(scenario.protectRtcp(rtcp(ssrc))))
                        .isEqualTo(rtcp(ssrc));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneSourceTooManyIsRefusedAndTheOthersGoOn(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile, new PortableSrtpEngine(2, 10));
        for (int ssrc = 1; ssrc <= 2; ssrc++) {
            assertThat(scenario.unprotectRtp(scenario.protectRtp(rtp(ssrc, 1, 20))))
                    .isNotEmpty();
            assertThat(scenario.unprotectRtcp(scenario.protectRtcp(rtcp(ssrc)))).isNotEmpty();
        }
        assertThat(scenario.unprotectRtp(scenario.protectRtp(rtp(3, 1, 20)))).isEmpty();
        assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.UNKNOWN_SOURCE);
        assertThat(scenario.unprotectRtcp(scenario.protectRtcp(rtcp(3)))).isEmpty();
        assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.UNKNOWN_SOURCE);
        assertThat(scenario.unprotectRtp(scenario.protectRtp(rtp(1, 2, 20)))).isNotEmpty();
        assertThat(scenario.unprotectRtcp(scenario.protectRtcp(rtcp(2)))).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void forgedSourcesTakeNoPlace(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile, new PortableSrtpEngine(1, 10));
        for (int ssrc = 0; ssrc < 100; ssrc++) {
            byte[] forged = scenario.protectRtp(rtp(0));
            forged[11] ^= (byte) (ssrc + 1);
            assertThat(scenario.unprotectRtp(forged)).isEmpty();
            assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.SRTP_AUTHENTICATION);
        }
        assertThat(scenario.unprotectRtp(scenario.protectRtp(rtp(1)))).isEqualTo(rtp(1));
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationIsDropped(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] packet = scenario.protectRtp(rtp(7));
        byte[] control = scenario.protectRtcp(rtcp(7));
        for (int length = 0; length < packet.length; length++) {
            assertThat(scenario.unprotectRtp(Arrays.copyOf(packet, length))).isEmpty();
        }
        assertThat(scenario.unprotectRtp(Arrays.copyOf(packet, 12))).isEmpty();
        assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.TRUNCATED);
        for (int length = 0; length < control.length; length++) {
            assertThat(scenario.unprotectRtcp(Arrays.copyOf(control, length))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void headersThatReachBeyondTheEndAreDroppedByReason(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        byte[] version = rtp(1);
        version[0] = 0x40;
        byte[] contributors = rtp(SrtpScenario.SSRC, 1, 30);
        contributors[0] = (byte) 0x8F;
        byte[] extension = rtp(SrtpScenario.SSRC, 1, 40);
        extension[0] = (byte) 0x90;
        extension[14] = (byte) 0xFF;
        assertThat(scenario.unprotectRtp(version)).isEmpty();
        assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.BAD_VERSION);
        assertThat(scenario.unprotectRtp(contributors)).isEmpty();
        assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.BAD_LENGTH);
        assertThat(scenario.unprotectRtp(extension)).isEmpty();
        assertThat(scenario.receiver.dropReason()).isEqualTo(DropReason.BAD_LENGTH);
    }

    @ParameterizedTest
    @EnumSource
    void anotherKeyOpensNothing(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        SrtpUnprotector stranger = new PortableSrtpEngine().unprotector(profile, SrtpScenario.masterKey(profile, 2));
        byte[] packet = scenario.protectRtp(rtp(1));
        assertThat(stranger.unprotectRtp(ByteBuffer.wrap(packet), 0, packet.length))
                .isEqualTo(-1);
        assertThat(stranger.dropReason()).isEqualTo(DropReason.SRTP_AUTHENTICATION);
    }

    @SuppressWarnings("ArrayRecordComponent") // neither compared nor printed
    private record Sent(int extended, byte[] packet) {}

    private static byte[] flip(byte[] packet, int bit) {
        byte[] flipped = packet.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
