// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SlidingWindowReservoir;
import com.codahale.metrics.Timer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
    private final MetricRegistry registry = new MetricRegistry();

    @Test
    void writesTheTypeOnceForAllLabelsOfAFamily() {
        gauge("antiphon_sessions{state=\"active\"}", 3);
        gauge("antiphon_sessions{state=\"closing\"}", 0);
        gauge("antiphon_rooms", 2);

        assertThat(PrometheusText.of(registry))
                .isEqualTo(
                        """
                        # TYPE antiphon_rooms gauge
                        antiphon_rooms 2
                        # TYPE antiphon_sessions gauge
                        antiphon_sessions{state="active"} 3
                        antiphon_sessions{state="closing"} 0
                        """);
    }

    @Test
    void takesWhatEndsInTotalForACounterHoweverItIsRegistered() {
        registry.counter("a_total{x=\"1\"}").inc(5);
        gauge("b_total", 7);
        registry.counter("connections").inc(2);

        assertThat(PrometheusText.of(registry))
                .isEqualTo(
                        """
                        # TYPE a_total counter
                        a_total{x="1"} 5
                        # TYPE b_total counter
                        b_total 7
                        # TYPE connections gauge
                        connections 2
                        """);
    }

    @Test
    void ordersTheBucketsOfAHistogramByTheirBounds() {
        gauge("f_seconds_bucket{le=\"+Inf\"}", 9);
        gauge("f_seconds_bucket{le=\"0.01\"}", 8);
        gauge("f_seconds_bucket{le=\"0.0005\"}", 4);
        gauge("f_seconds_sum", 0.25);
        gauge("f_seconds_count", 9);

        assertThat(PrometheusText.of(registry))
                .isEqualTo(
                        """
                        # TYPE f_seconds histogram
                        f_seconds_bucket{le="0.0005"} 4
                        f_seconds_bucket{le="0.01"} 8
                        f_seconds_bucket{le="+Inf"} 9
                        f_seconds_count 9
                        f_seconds_sum 0.25
                        """);
    }

    @Test
    void keepsTheSeriesOfALabelledHistogramTogether() {
        gauge("f_bucket{room=\"b\",le=\"1\"}", 1);
        gauge("f_bucket{room=\"a\",le=\"+Inf\"}", 2);
        gauge("f_bucket{room=\"b\",le=\"+Inf\"}", 3);
        gauge("f_bucket{room=\"a\",le=\"1\"}", 4);

        assertThat(PrometheusText.of(registry).lines())
                .containsExactly(
                        "# TYPE f histogram",
                        "f_bucket{room=\"a\",le=\"1\"} 4",
                        "f_bucket{room=\"a\",le=\"+Inf\"} 2",
                        "f_bucket{room=\"b\",le=\"1\"} 1",
                        "f_bucket{room=\"b\",le=\"+Inf\"} 3");
    }

    @Test
    void takesACountWithoutBucketsForWhatItIs() {
        gauge("peer_count", 4);

        assertThat(PrometheusText.of(registry)).isEqualTo("# TYPE peer_count gauge\npeer_count 4\n");
    }

    @Test
    void writesTimersAndHistogramsAsSummaries() {
        Timer timer = new Timer(new SlidingWindowReservoir(8));
        timer.update(500, TimeUnit.MILLISECONDS);
        registry.register("t_seconds{x=\"1\"}", timer);
        Histogram histogram = new Histogram(new SlidingWindowReservoir(8));
        histogram.update(12);
        registry.register("sizes", histogram);

        assertThat(PrometheusText.of(registry))
                .contains("# TYPE sizes summary\nsizes{quantile=\"0.5\"} 12\n", "sizes_count 1\n")
                .contains("t_seconds{x=\"1\",quantile=\"0.99\"} 0.5\n", "t_seconds_count{x=\"1\"} 1\n");
    }

    @Test
    void leavesOutWhatThrowsOrIsNoNumber() {
        registry.register("text", (Gauge<String>) () -> "text");
        registry.register("broken", (Gauge<Integer>) () -> {
            throw new IllegalStateException("no");
        });
        registry.register("truth", (Gauge<Boolean>) () -> true);
        registry.register("infinite", (Gauge<Double>) () -> Double.NEGATIVE_INFINITY);

        assertThat(PrometheusText.of(registry))
                .isEqualTo("# TYPE infinite gauge\ninfinite -Inf\n# TYPE truth gauge\ntruth 1\n");
    }

    @Test
    void makesNamesValid() {
        gauge("io.netty-pool size", 1);

        assertThat(PrometheusText.of(registry)).contains("\nio_netty_pool_size 1\n");
    }

    @Test
    void tellsOfTheJvm() {
        JavaMetrics.register(registry);

        assertThat(PrometheusText.of(registry))
                .contains("# TYPE jvm_heap_used_bytes gauge\n", "# TYPE jvm_direct_used_bytes gauge\n", "jvm_threads ")
                .contains("# TYPE jvm_gc_seconds_total counter\n", "process_uptime_seconds ");
    }

    private void gauge(String name, Number value) {
        registry.register(name, (Gauge<Number>) () -> value);
    }
}
