// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OutboxTest {
    @Test
    void messagesAreNumberedFromOneOn() {
        Outbox outbox = new Outbox(10, 10_000);
        assertThat(outbox.append("{\"type\":\"ack\"}")).isEqualTo("{\"seq\":1,\"type\":\"ack\"}");
        assertThat(outbox.append("{\"type\":\"ack\"}")).isEqualTo("{\"seq\":2,\"type\":\"ack\"}");
        assertThat(outbox.last()).isEqualTo(2);
    }

    @Test
    void whatWasNotSentCannotBeReceived() {
        Outbox outbox = new Outbox(10, 10_000);
        outbox.append("{\"a\":1}");
        assertThat(outbox.received(2)).isFalse();
        assertThat(outbox.received(-1)).isFalse();
        assertThat(outbox.size()).isEqualTo(1);
    }

    @Test
    void oneTooManyIsNotTaken() {
        Outbox outbox = new Outbox(2, 10_000);
        outbox.append("{\"a\":1}");
        outbox.append("{\"a\":2}");
        assertThat(outbox.append("{\"a\":3}")).isNull();
        outbox.received(1);
        assertThat(outbox.append("{\"a\":4}")).startsWith("{\"seq\":3,");
    }

    @Test
    void sizesAreThoseOfUtf8() {
        String message = "{\"a\":\"\u00e4\u20ac\ud83d\udcde\"}";
        Outbox outbox = new Outbox(2, 10_000);
        String numbered = outbox.append(message);
        assertThat(numbered).isNotNull();
        if (numbered != null) {
            assertThat(outbox.sizeInBytes())
                    .isEqualTo(numbered.getBytes(StandardCharsets.UTF_8).length + Outbox.OVERHEAD_BYTES);
        }
        assertThat(new Outbox(2, outbox.sizeInBytes()).append(message)).isNotNull();
        assertThat(new Outbox(2, outbox.sizeInBytes() - 1).append(message)).isNull();
    }

    /** Against a list that nothing is ever taken off: a non-negative step says something, a negative one confirms. */
    @Property(tries = 500)
    void keepsExactlyWhatIsUnconfirmed(@ForAll @Size(max = 200) List<@IntRange(min = -30, max = 40) Integer> steps) {
        Outbox outbox = new Outbox(50, 4_000);
        List<String> all = new ArrayList<>();
        int confirmed = 0;
        for (int step : steps) {
            if (step >= 0) {
                String numbered = outbox.append("{\"m\":\"" + "x".repeat(step) + "\"}");
                if (numbered != null) {
                    all.add(numbered);
                } else {
                    assertThat(outbox.size() == 50 || outbox.sizeInBytes() > 4_000 - 200)
                            .as("only what is full refuses")
                            .isTrue();
                }
            } else {
                int number = Math.max(0, all.size() + 20 + step);
                assertThat(outbox.received(number)).isEqualTo(number <= all.size());
                confirmed = number <= all.size() ? Math.max(confirmed, number) : confirmed;
            }
            assertThat(outbox.unreceived()).isEqualTo(all.subList(confirmed, all.size()));
            assertThat(outbox.last()).isEqualTo(all.size());
            assertThat(outbox.reachesBackTo(confirmed)).isTrue();
            assertThat(outbox.reachesBackTo(confirmed - 1L)).isFalse();
            assertThat(outbox.reachesBackTo(all.size() + 1L)).isFalse();
            assertThat(outbox.sizeInBytes()).isLessThanOrEqualTo(4_000);
        }
    }
}
