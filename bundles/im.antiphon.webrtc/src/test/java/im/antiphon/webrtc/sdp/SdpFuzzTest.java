// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Damaged descriptions are either refused with an {@link SdpException}, or read, answered and written without surprise. */
class SdpFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final long SEED = 8866;

    @Test
    void readsAndAnswersDamagedOffersOrRefusesThem() {
        AtomicInteger read = new AtomicInteger();
        Mutations.forEach(Corpus.load("sdp"), SEED, ROUNDS, bytes -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            SessionDescription description;
            try {
                description = SessionDescription.parse(text);
            } catch (SdpException refused) {
                return;
            }
            read.incrementAndGet();
            assertThat(SessionDescription.parse(description.write())).isEqualTo(description);
            answer(description);
        });
        // a corpus that is always refused would test nothing behind the door
        assertThat(read).hasValueGreaterThan(ROUNDS / 20);
    }

    private static void answer(SessionDescription offer) {
        SdpAnswer answer;
        try {
            answer = Offers.answer(offer);
        } catch (SdpException refused) {
            return;
        }
        SessionDescription description = answer.description();
        assertThat(SessionDescription.parse(description.write())).isEqualTo(description);
        assertThat(description.media()).hasSameSizeAs(offer.media());
    }

    @Test
    void readsDamagedFragmentsOrRefusesThem() {
        Mutations.forEach(Corpus.load("sdpfrag"), SEED, ROUNDS, bytes -> {
            IceFragment fragment;
            try {
                fragment = IceFragment.parse(new String(bytes, StandardCharsets.UTF_8));
            } catch (SdpException refused) {
                return;
            }
            assertThat(IceFragment.parse(fragment.write())).isEqualTo(fragment);
        });
    }
}
