// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void anAntiphonServerIsNamedByItsRoot() {
        Endpoints endpoints = Endpoints.of("https://voice.example:8443/", null);
        assertThat(endpoints.whip("r1", 2)).isEqualTo(URI.create("https://voice.example:8443/whip/r1/2"));
        assertThat(endpoints.whep("r1", 2)).isEqualTo(URI.create("https://voice.example:8443/whep/r1"));
        assertThat(endpoints.signaling()).isEqualTo("wss://voice.example:8443/signaling");
        assertThat(endpoints.metrics()).isEqualTo("https://voice.example:8443/metrics");
        assertThat(endpoints.oneSessionPerSender()).isFalse();
    }

    @Test
    void otherServersAreNamedByTemplates() {
        Endpoints endpoints =
                new Endpoints("http://h/w?room={room}&id={s}", "http://h/e/{room}/{s}", "ws://h/s", null, "token");
        assertThat(endpoints.whip("r", 0)).isEqualTo(URI.create("http://h/w?room=r&id=0"));
        assertThat(endpoints.oneSessionPerSender()).isTrue();
    }

    @Test
    void addressesThatAreNoneAreRefusedByName() {
        assertThatThrownBy(() -> Endpoints.of("voice.example", null)).hasMessageStartingWith("server: voice.example");
        assertThatThrownBy(() -> Endpoints.of("ftp://voice.example", null)).hasMessageStartingWith("server: ftp:");
        assertThatThrownBy(() -> new Endpoints("http://h/{oops}", "http://h/", "ws://h/", null, null))
                .hasMessageStartingWith("whip: http://h/{oops}");
        assertThatThrownBy(() -> new Endpoints("http://h/", "http://h/", "http://h/", null, null))
                .hasMessageStartingWith("signaling: http://h/");
    }

    @Test
    void aPopulationHasSomebodyAndSomebodyToHear() {
        assertThat(new Population(10, 5, 100, 2, false, 7).clients()).isEqualTo(1077);
        assertThatThrownBy(() -> new Population(1, 0, 0, 0, false, 0)).hasMessageStartingWith("clients: 0");
        assertThatThrownBy(() -> new Population(1, 0, 5, 0, false, 0)).hasMessageStartingWith("listeners: 5");
        assertThatThrownBy(() -> new Population(0, 1, 0, 0, false, 0)).hasMessageStartingWith("rooms: 0");
        assertThatThrownBy(() -> new Population(1, -1, 0, 0, false, 0)).hasMessageStartingWith("publishers: -1");
        assertThatThrownBy(() -> new Population(60_000, 60_000, 0, 0, false, 0)).hasMessageStartingWith("clients: ");
        assertThatThrownBy(() -> new Population(1, 0, 0, 2, true, 0)).hasMessageStartingWith("calls: 2");
    }

    @Test
    void churnLeavesHalfAsOftenAsItCountsEvents() {
        Churn churn = Churn.parse("20/s");
        assertThat(churn.left(0)).isZero();
        assertThat(churn.left(SECOND)).isEqualTo(10);
        assertThat(churn.left(1800 * SECOND)).isEqualTo(18_000);
        assertThat(Churn.NONE.left(1800 * SECOND)).isZero();
        assertThatThrownBy(() -> Churn.parse("often")).hasMessageStartingWith("churn: often");
        assertThatThrownBy(() -> Churn.parse("10001/s")).hasMessageStartingWith("churn: 10001");
    }

    @Property
    void timesAreReadAsTheyAreWritten(@ForAll @LongRange(min = 0, max = 9_999_999) long millis) {
        assertThat(Durations.parse(Durations.text(Duration.ofMillis(millis)))).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void timesHaveAUnit() {
        assertThat(Durations.parse("2h")).isEqualTo(Duration.ofHours(2));
        assertThatThrownBy(() -> Durations.parse("30")).hasMessageContaining("30 (expected: a time");
    }

    @Test
    void aPaceHasBounds() {
        assertThatThrownBy(() -> pace(Duration.ZERO)).hasMessage("duration: 0ms (expected: 1s..24h)");
        assertThatThrownBy(() -> pace(Duration.ofHours(25))).hasMessage("duration: 25h (expected: 1s..24h)");
    }

    private static Pace pace(Duration duration) {
        return new Pace(
                Ramp.AT_ONCE, Duration.ofSeconds(1), Duration.ZERO, duration, Churn.NONE, Duration.ofSeconds(1));
    }

    @Test
    void talkPatternsAreKnownByTheirNames() {
        for (TalkPattern pattern : TalkPattern.values()) {
            assertThat(TalkPattern.parse(pattern.toString())).isEqualTo(pattern);
        }
        assertThatThrownBy(() -> TalkPattern.parse("ALL")).hasMessageStartingWith("talk: ALL");
    }
}
