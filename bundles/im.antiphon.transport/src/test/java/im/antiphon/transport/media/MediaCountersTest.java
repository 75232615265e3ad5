// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.DropReason;
import org.junit.jupiter.api.Test;

class MediaCountersTest {
    private final MediaCounters counters = new MediaCounters();

    @Test
    void everyThingCountedHasAPlaceOfItsOwn() {
        counters.packetReceived();
        counters.packetSent();
        counters.packetSent();
        counters.retransmissionsAsked(3);
        for (DropReason reason : DropReason.values()) {
            for (int i = 0; i <= reason.ordinal(); i++) {
                counters.dropped(reason);
            }
        }
        counters.forwarded(1);
        assertThat(counters.packetsReceived()).isEqualTo(1);
        assertThat(counters.packetsSent()).isEqualTo(2);
        assertThat(counters.retransmissionsAsked()).isEqualTo(3);
        for (DropReason reason : DropReason.values()) {
            assertThat(counters.drops(reason)).isEqualTo(reason.ordinal() + 1);
        }
    }

    @Test
    void bucketsHoldWhatTookNoLongerThanTheirBound() {
        counters.forwarded(50_000);
        counters.forwarded(50_001);
        counters.forwarded(2_000_000);
        counters.forwarded(5_000_000_000L);
        assertThat(counters.forwardedWithin(0)).isEqualTo(1);
        assertThat(counters.forwardedWithin(1)).isEqualTo(2);
        assertThat(counters.forwardedWithin(5)).isEqualTo(3);
        int all = MediaCounters.FORWARD_BOUNDS_NANOS.length;
        assertThat(counters.forwardedWithin(all - 1)).isEqualTo(3);
        assertThat(counters.forwardedWithin(all)).isEqualTo(4);
        assertThat(counters.forwardSeconds()).isEqualTo(5.002_100_001);
    }
}
