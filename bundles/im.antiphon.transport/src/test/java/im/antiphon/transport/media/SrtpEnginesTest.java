// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.DropReason;
import im.antiphon.webrtc.srtp.SessionSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpTransforms;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SrtpEnginesTest {
    private static final SrtpMasterKey KEY = new SrtpMasterKey(new byte[16], new byte[12]);

    private static SrtpEngine engine(String name) {
        return new SessionSrtpEngine(name, SrtpTransforms.portable());
    }

    @Test
    void thePortableOneServesWhereThereIsNoOther() {
        assertThat(new SrtpEngines("").name()).isEqualTo("portable");
    }

    @Test
    void theHighestRankingServesAsLongAsItIsThere() {
        SrtpEngines engines = new SrtpEngines("");
        SrtpEngine low = engine("low");
        SrtpEngine high = engine("high");
        engines.add(high, 100);
        engines.add(low, 5);
        assertThat(engines.name()).isEqualTo("high");
        engines.remove(high);
        assertThat(engines.name()).isEqualTo("low");
        engines.remove(low);
        assertThat(engines.name()).isEqualTo("portable");
    }

    @Test
    void whoAsksForOneGetsThatOneOrThePortable() {
        SrtpEngines engines = new SrtpEngines("wanted");
        engines.add(engine("better"), 100);
        assertThat(engines.name()).isEqualTo("portable");
        engines.add(engine("wanted"), 1);
        assertThat(engines.name()).isEqualTo("wanted");
    }

    @Test
    void aPeerKeepsTheEngineItBeganWith() {
        SrtpEngines engines = new SrtpEngines("");
        SrtpEngine first = new TestSrtpEngine(false);
        engines.add(first, 1);
        SrtpProtector protector = engines.protector(SrtpProfile.AEAD_AES_128_GCM, KEY);
        engines.remove(first);
        ByteBuffer packet = ByteBuffer.allocate(100);
        assertThat(protector.protectRtp(packet, 0, 12))
                .as("unprotected, as that engine does")
                .isEqualTo(12);
        SrtpProtector later = engines.protector(SrtpProfile.AEAD_AES_128_GCM, KEY);
        assertThat(later.protectRtp(packet, 0, 12)).isEqualTo(-1);
        assertThat(later.dropReason()).isEqualTo(DropReason.BAD_VERSION);
    }
}
