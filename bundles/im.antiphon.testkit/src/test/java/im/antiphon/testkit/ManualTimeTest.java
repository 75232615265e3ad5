// SPDX-License-Identifier: Apache-2.0
package im.antiphon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ManualTimeTest {
    @Test
    void movesOnlyWhenTold() {
        ManualTime time = new ManualTime(100);
        assertThat(time.nowNanos()).isEqualTo(100);
        assertThat(time.advance(Duration.ofMillis(1))).isEqualTo(1_000_100);
        assertThat(time.advanceMillis(2)).isEqualTo(3_000_100);
        assertThat(time.nowNanos()).isEqualTo(3_000_100);
    }

    @Test
    void reachesADeadlineAndStaysWhereItIsAlreadyPast() {
        ManualTime time = new ManualTime(100);
        assertThat(time.advanceTo(150)).isEqualTo(150);
        assertThat(time.advanceTo(120)).isEqualTo(150);
    }

    @Test
    void neverGoesBack() {
        assertThatThrownBy(() -> new ManualTime().advanceNanos(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
