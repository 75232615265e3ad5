// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.load.SourceStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediaTallyTest {
    private final MediaTally tally = new MediaTally();

    private static SourceStatistics source(long received, long lost, long missing) {
        SourceStatistics like = VoiceQualityTest.source(received, 5, 0);
        return new SourceStatistics(
                like.ssrc(),
                like.mid(),
                like.senderId(),
                0,
                received,
                lost,
                1,
                2,
                like.payloadBytes(),
                like.latency(),
                like.jitterNanos(),
                like.longestGapNanos(),
                missing,
                0,
                false);
    }

    @Test
    void addsUpWhatListenersHeard() {
        tally.add("a", 2, true, List.of(source(100, 0, 0), source(90, 10, 10)));
        tally.add("b", 2, true, List.of(source(100, 0, 0)));
        MediaResult result = tally.result(400, Percentiles.NONE);
        assertThat(result.listeners()).isEqualTo(2);
        assertThat(result.streamsExpected()).isEqualTo(4);
        assertThat(result.streamsHeard()).isEqualTo(3);
        assertThat(result.received()).isEqualTo(290);
        assertThat(result.lost()).isEqualTo(10);
        assertThat(result.lossFraction()).isEqualTo(10 / 300.0);
        assertThat(result.worstStreamLossFraction()).isEqualTo(0.1);
        assertThat(result.duplicated()).isEqualTo(3);
        assertThat(result.reordered()).isEqualTo(6);
        assertThat(result.worst().get(0).lost()).isEqualTo(10);
        assertThat(result.mos().least()).isLessThan(result.mos().p50() + 0.001).isLessThan(3);
    }

    @Test
    void aServerCannotHideALossByItsOwnNumbers() {
        tally.add("a", 1, true, List.of(source(90, 0, 10)));
        assertThat(tally.result(100, Percentiles.NONE).lost()).isEqualTo(10);
    }

    @Test
    void whatIsNotForwardedOnPurposeIsNotLost() {
        tally.add("a", 1, false, List.of(source(90, 0, 10)));
        assertThat(tally.result(100, Percentiles.NONE).lost()).isZero();
    }

    @Test
    void whoHearsNothingHasTheWorstQuality() {
        tally.add("a", 1, true, List.of());
        assertThat(tally.result(100, Percentiles.NONE).mos().least()).isEqualTo(1);
    }

    @Test
    void oneLatePacketOfAFewSaysNothingOfQuality() {
        tally.add("a", 1, true, List.of(source(2, 1, 0)));
        tally.add("b", 1, true, List.of(source(100, 0, 0)));
        MediaResult result = tally.result(100, Percentiles.NONE);
        assertThat(result.lost()).isEqualTo(1);
        assertThat(result.worst()).singleElement().satisfies(stream -> assertThat(stream.listener())
                .isEqualTo("b"));
        assertThat(result.mos().least()).isGreaterThan(4);
    }

    @Test
    void keepsTheWorstStreamsOnly() {
        for (int lost = 0; lost < 100; lost++) {
            tally.add("listener " + lost, 1, true, List.of(source(1000, lost, 0)));
        }
        assertThat(tally.result(0, Percentiles.NONE).worst())
                .hasSize(20)
                .first()
                .satisfies(stream -> assertThat(stream.listener()).isEqualTo("listener 99"));
    }
}
