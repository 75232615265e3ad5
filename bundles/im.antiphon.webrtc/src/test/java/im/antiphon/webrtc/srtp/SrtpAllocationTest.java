// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own code allocates nothing per packet; what is left here is the JDK's. */
class SrtpAllocationTest {
    private static final int PACKETS = 5_000;
    private static final int PAYLOAD = 100;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @CsvSource({"AES128_CM_HMAC_SHA1_80, 100", "AEAD_AES_128_GCM, 2500"})
    void aPacketCostsNoMoreThanTheJdkTakes(SrtpProfile profile, long mostBytesPerPacket) {
        SrtpScenario scenario = new SrtpScenario(profile);
        ByteBuffer packet = ByteBuffer.wrap(SrtpScenario.rtp(SrtpScenario.SSRC, 0, PAYLOAD + profile.rtpOverhead()));
        send(scenario, packet, 0);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 1; i <= PACKETS; i++) {
            send(scenario, packet, i);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(bytes / (2 * PACKETS)).isLessThan(mostBytesPerPacket);
    }

    private static void send(SrtpScenario scenario, ByteBuffer packet, int sequenceNumber) {
        int length = 12 + PAYLOAD;
        packet.putShort(2, (short) sequenceNumber);
        int protectedLength = scenario.sender.protectRtp(packet, 0, length);
        if (scenario.receiver.unprotectRtp(packet, 0, protectedLength) != length) {
            throw new AssertionError(scenario.receiver.dropReason());
        }
    }
}
