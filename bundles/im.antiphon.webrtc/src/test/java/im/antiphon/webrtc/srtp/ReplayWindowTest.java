// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class ReplayWindowTest {
    @Property
    void remembersExactlyWhatWasAddedWithinItsSize(@ForAll @Size(max = 300) List<@LongRange(max = 400) Long> indices) {
        ReplayWindow window = new ReplayWindow();
        Set<Long> added = new HashSet<>();
        long highest = -1;
        for (long index : indices) {
            boolean tooOld = highest - index >= ReplayWindow.SIZE;
            assertThat(window.isTooOld(index)).isEqualTo(tooOld);
            if (!tooOld) {
                window.add(index);
                added.add(index);
                highest = Math.max(highest, index);
            }
            assertThat(window.highest()).isEqualTo(highest);
            for (long i = Math.max(0, highest - ReplayWindow.SIZE + 1); i < highest + 200; i++) {
                assertThat(window.contains(i)).isEqualTo(added.contains(i));
            }
        }
    }
}
