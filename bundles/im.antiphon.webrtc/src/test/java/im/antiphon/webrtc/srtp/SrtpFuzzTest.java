// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpFuzzTest {
    private static final long SEED = 3711;
    private static final int ROUNDS = 5_000;

    @ParameterizedTest
    @EnumSource
    void nothingForgedIsTakenAndNothingThrows(SrtpProfile profile) {
        SrtpScenario scenario = new SrtpScenario(profile);
        Mutations.forEach(Corpus.load("srtp"), SEED, ROUNDS, bytes -> {
            assertThat(scenario.unprotectRtp(bytes)).isEmpty();
            assertThat(scenario.unprotectRtcp(bytes)).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void whateverIsProtectedCanBeOpened(SrtpProfile profile) {
        Mutations.forEach(Corpus.load("srtp"), SEED, ROUNDS / 10, bytes -> {
            SrtpScenario scenario = new SrtpScenario(profile);
            byte[] packet = scenario.protectRtp(bytes);
            if (packet.length > 0) {
                assertThat(scenario.unprotectRtp(packet)).isEqualTo(bytes);
            }
            byte[] slab = Arrays.copyOf(bytes, bytes.length + profile.rtcpOverhead());
            int length = scenario.sender.protectRtcp(ByteBuffer.wrap(slab), 0, bytes.length);
            if (length > 0) {
                assertThat(scenario.unprotectRtcp(Arrays.copyOf(slab, length))).isEqualTo(bytes);
            }
        });
    }
}
