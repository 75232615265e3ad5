// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PendingMessagesTest {
    private static final int OVERHEAD = PendingMessages.OVERHEAD_BYTES;

    /** Sizes from 0 on are added; -1 takes one, -2 forgets all. */
    @Property
    void keepsOrderAndBound(@ForAll @Size(max = 60) List<@IntRange(min = -2, max = 200) Integer> steps) {
        int maximum = 500;
        PendingMessages pending = new PendingMessages(maximum);
        Deque<byte[]> model = new ArrayDeque<>();
        int bytes = 0;
        for (int step : steps) {
            if (step == -1) {
                byte[] expected = model.poll();
                bytes -= expected == null ? 0 : expected.length + OVERHEAD;
                assertThat(pending.poll()).isSameAs(expected);
            } else if (step == -2) {
                model.clear();
                bytes = 0;
                pending.clear();
            } else {
                byte[] message = new byte[step];
                boolean fits = bytes + step + OVERHEAD <= maximum;
                assertThat(pending.add(message)).isEqualTo(fits);
                if (fits) {
                    model.add(message);
                    bytes += step + OVERHEAD;
                }
            }
            assertThat(pending.isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    @Test
    void manyWhoSendCauseOnePass() {
        PendingMessages pending = new PendingMessages(1_000);
        assertThat(pending.askForPass()).isTrue();
        assertThat(pending.askForPass()).isFalse();
        pending.beginPass();
        assertThat(pending.askForPass()).isTrue();
    }
}
