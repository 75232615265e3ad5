// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import im.antiphon.loadtest.plan.Churn;
import im.antiphon.loadtest.plan.Endpoints;
import im.antiphon.loadtest.plan.LoadPlan;
import im.antiphon.loadtest.plan.Pace;
import im.antiphon.loadtest.plan.Population;
import im.antiphon.loadtest.plan.Ramp;
import im.antiphon.loadtest.plan.TalkPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Results to be looked at. */
public final class Results {
    private static final Machine MACHINE =
            new Machine("Linux 6.1", "A <fast> one", 4, 16L << 30, "Java 25", 0.5, 0.7, 99);

    private Results() {}

    public static LoadResult typical() {
        Percentiles some = new Percentiles(1000, 2.5, 2, 10, 20, 40, 50);
        List<Long> counts = new ArrayList<>();
        for (int tenth = 10; tenth <= 44; tenth++) {
            counts.add(tenth <= 35 ? 100L : tenth <= 42 ? 95L : 0L);
        }
        MediaResult media = new MediaResult(
                5_000,
                100,
                1_000,
                990,
                99_600,
                400,
                1,
                2,
                3,
                0.004,
                0.05,
                some,
                new Percentiles(1000, 1, 1, 2, 5, 6, 7),
                100,
                new MediaResult.Mos(4.16, 4.2, 4.2, 3.5, counts),
                List.of(new StreamResult("listener 0/1", 7, 95, 5, 0, 0, 0, 2, 20, 1, 100, 3.5)));
        ServerSample server = new ServerSample(198, 10, 200 << 20, 90 << 20, 1 << 20, 300, 40, 0.4, 0.1);
        return new LoadResult(
                "2026-01-02T03:04:05Z",
                plan(new Population(2, 5, 50, 0, false, 90)),
                MACHINE,
                10,
                false,
                new ClientsResult(
                        200,
                        198,
                        2,
                        3,
                        0,
                        Map.of("listener, whep: 503 <full>", 2L),
                        Map.of("publisher, consent-expired", 3L),
                        Map.of("listener", 98L, "publisher", 10L, "idle", 90L)),
                new SetupResult(
                        some, some, some, new Percentiles(198, 100, 90, 200, 300, 310, 320), some, Percentiles.NONE),
                media,
                new Percentiles(12, 3, 2, 5, 8, 9, 9),
                List.of(
                        new Sample(1, false, 100, 0, 400, 9000, 0, 1, 9, 20, 0.7, server),
                        new Sample(2, true, 198, 2, 500, 10_000, 40, 2, 20, 50, 0.7, null),
                        new Sample(3, true, 198, 2, 500, 10_000, -3, 2, 20, 50, 0.7, server)));
    }

    public static LoadResult nobody() {
        return new LoadResult(
                "2026-01-02T03:04:05Z",
                plan(new Population(1, 1, 1, 0, false, 0)),
                MACHINE,
                0,
                true,
                new ClientsResult(2, 0, 2, 0, 0, Map.of("publisher, whip: connection refused", 2L), Map.of(), Map.of()),
                new SetupResult(
                        Percentiles.NONE,
                        Percentiles.NONE,
                        Percentiles.NONE,
                        Percentiles.NONE,
                        Percentiles.NONE,
                        Percentiles.NONE),
                new MediaTally().result(0, Percentiles.NONE),
                null,
                List.of());
    }

    private static LoadPlan plan(Population population) {
        return new LoadPlan(
                Endpoints.of("http://127.0.0.1:8080", "secret"),
                population,
                new Pace(
                        Ramp.parse("50/s"),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Churn.NONE,
                        Duration.ofSeconds(1)),
                TalkPattern.EVERYBODY,
                "load-",
                80,
                1);
    }
}
