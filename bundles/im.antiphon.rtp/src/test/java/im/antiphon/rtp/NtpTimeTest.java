// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class NtpTimeTest {
    /** RFC 3550, section 6.4.1, figure 2: A = b710:8000, LSR = b705:2000, DLSR = 5.25 s, round trip 6.125 s. */
    @Test
    void roundTripAsTheRfcComputesIt() {
        int lastSenderReport = NtpTime.middle(0xb44db70520000000L);
        assertThat(lastSenderReport).isEqualTo(0xb7052000);
        assertThat(NtpTime.unitsOfNanos(5_250_000_000L)).isEqualTo(0x00054000);
        assertThat(NtpTime.roundTripNanos(0xb7108000, lastSenderReport, 0x00054000))
                .isEqualTo(6_125_000_000L);
    }

    @Test
    void noRoundTripWithoutASenderReportOrAgainstTime() {
        assertThat(NtpTime.roundTripNanos(0x10000, 0, 0)).isEqualTo(NtpTime.UNKNOWN);
        assertThat(NtpTime.roundTripNanos(0x10000, 0x10001, 0)).isEqualTo(NtpTime.UNKNOWN);
        assertThat(NtpTime.roundTripNanos(5, -5, 0)).isEqualTo(NtpTime.nanosOfUnits(10));
    }

    @Test
    void knowsTheEpochsAndTheEraThatBegins2036() {
        assertThat(NtpTime.ofEpochNanos(0)).isEqualTo(2_208_988_800L << 32);
        assertThat(NtpTime.toEpochNanos(2_208_988_800L << 32)).isZero();
        // 2036-02-07T06:28:16Z
        assertThat(NtpTime.toEpochNanos(0)).isEqualTo(2_085_978_496_000_000_000L);
        assertThat(NtpTime.ofEpochNanos(2_085_978_496_000_000_000L)).isZero();
    }

    @Property
    void nanosecondsComeBack(@ForAll @LongRange(min = 0, max = 4_000_000_000_000_000_000L) long epochNanos) {
        assertThat(NtpTime.toEpochNanos(NtpTime.ofEpochNanos(epochNanos))).isEqualTo(epochNanos);
    }

    @Test
    void spansAreCutToWhat32BitsHold() {
        assertThat(NtpTime.unitsOfNanos(0)).isZero();
        assertThat(NtpTime.unitsOfNanos(Long.MAX_VALUE)).isEqualTo(-1);
        assertThat(NtpTime.nanosOfUnits(-1)).isBetween(65_535_900_000_000L, 65_536_000_000_000L);
        assertThatThrownBy(() -> NtpTime.unitsOfNanos(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
