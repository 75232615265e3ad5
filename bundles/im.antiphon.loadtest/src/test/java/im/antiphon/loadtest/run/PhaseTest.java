// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

import static im.antiphon.loadtest.run.Phase.COUNTING;
import static im.antiphon.loadtest.run.Phase.LEAVING;
import static im.antiphon.loadtest.run.Phase.RAMP;
import static im.antiphon.loadtest.run.Phase.WARM_UP;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhaseTest {
    @Test
    void onePhaseFollowsTheOtherWhenItsConditionHolds() {
        for (boolean there : new boolean[] {false, true}) {
            for (boolean warm : new boolean[] {false, true}) {
                for (boolean over : new boolean[] {false, true}) {
                    assertThat(RAMP.next(there, warm, over)).isEqualTo(there ? WARM_UP : RAMP);
                    assertThat(WARM_UP.next(there, warm, over)).isEqualTo(warm ? COUNTING : WARM_UP);
                    assertThat(COUNTING.next(there, warm, over)).isEqualTo(over ? LEAVING : COUNTING);
                    assertThat(LEAVING.next(there, warm, over)).isEqualTo(LEAVING);
                }
            }
        }
    }
}
