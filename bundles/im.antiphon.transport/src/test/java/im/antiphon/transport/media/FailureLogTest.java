// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.DropReason;
import im.antiphon.testkit.ManualTime;
import org.junit.jupiter.api.Test;

class FailureLogTest {
    @Test
    void everyFailureIsCountedAndOneInTenSecondsLogged() {
        MediaCounters counters = new MediaCounters();
        ManualTime time = new ManualTime(Long.MAX_VALUE - 1_000);
        FailureLog failures = new FailureLog(counters, time::nowNanos);
        IllegalStateException defect = new IllegalStateException("a defect under test");

        assertThat(failures.failed("ann", defect)).isTrue();
        assertThat(failures.failed("ann", defect)).isFalse();
        time.advanceNanos(FailureLog.INTERVAL_NANOS - 1);
        assertThat(failures.failed("ben", defect)).isFalse();
        time.advanceNanos(1);
        assertThat(failures.failed("cat", defect)).isTrue();
        assertThat(counters.drops(DropReason.INTERNAL)).isEqualTo(4);
    }
}
