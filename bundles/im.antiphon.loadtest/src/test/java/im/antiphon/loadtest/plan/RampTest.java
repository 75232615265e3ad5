// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RampTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void letsEverybodyComeAtOnce() {
        assertThat(Ramp.parse("all").begun(0, 100)).isEqualTo(100);
        assertThat(Ramp.parse("all").lastNanos(100)).isZero();
    }

    @Test
    void letsThemComeEvenly() {
        Ramp ramp = Ramp.parse("50/s");
        assertThat(ramp.begun(0, 100)).isEqualTo(1);
        assertThat(ramp.begun(SECOND / 2, 100)).isEqualTo(26);
        assertThat(ramp.begun(2 * SECOND, 100)).isEqualTo(100);
        assertThat(ramp.lastNanos(100)).isEqualTo(99 * SECOND / 50);
    }

    @Test
    void climbsStairs() {
        Ramp ramp = Ramp.parse("100/10s");
        assertThat(ramp).isEqualTo(new Ramp(100, Duration.ofSeconds(10)));
        assertThat(ramp.begun(0, 250)).isEqualTo(100);
        assertThat(ramp.begun(10 * SECOND - 1, 250)).isEqualTo(100);
        assertThat(ramp.begun(10 * SECOND, 250)).isEqualTo(200);
        assertThat(ramp.begun(25 * SECOND, 250)).isEqualTo(250);
        assertThat(ramp.lastNanos(250)).isEqualTo(20 * SECOND);
    }

    @Property
    void theLastOneBeginsWhenItSays(
            @ForAll @IntRange(min = 1, max = 5000) int all, @ForAll @IntRange(min = 1, max = 999) int rate) {
        Ramp ramp = Ramp.parse(rate + "/s");
        long last = ramp.lastNanos(all);
        assertThat(ramp.begun(last, all)).isEqualTo(all);
        assertThat(last == 0 || ramp.begun(last - 1, all) < all).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "50", "0/s", "0/5s", "-1/s", "50/", "5/x", "1/99999999s", "9999999/s"})
    void refusesWhatIsNoRamp(String text) {
        assertThatThrownBy(() -> Ramp.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
