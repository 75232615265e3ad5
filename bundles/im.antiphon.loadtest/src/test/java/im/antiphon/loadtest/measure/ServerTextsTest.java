// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ServerTextsTest {
    @Test
    void addsUpSamplesOfOneName() {
        PrometheusText text = PrometheusText.parse(
                "# HELP a_total b\n# TYPE a_total counter\na_total{x=\"1\"} 2\na_total{x=\"2\"} 3.5 1700000000\nb -1e3\n");
        assertThat(text.sum("a_total")).isEqualTo(5.5);
        assertThat(text.sum("b")).isEqualTo(-1000);
        assertThat(text.sum("c")).isEqualTo(-1);
    }

    @Property
    void whateverTheServerSaysIsNoFailure(@ForAll String text) {
        assertThat(PrometheusText.parse(text).sum("jvm_threads")).isEqualTo(-1);
        assertThat(PauseLog.read(text.lines()).count()).isZero();
    }

    @Test
    void readsWholeStopsWhereTheyAreLogged() {
        Percentiles pauses = PauseLog.read(Stream.of(
                "[2.1s][info][gc] GC(3) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(64M) 1.500ms",
                "[2.1s][info][safepoint   ] Safepoint \"G1CollectForAllocation\", Time since last: 99 ns, Reaching safepoint: 5 ns,"
                        + " At safepoint: 1 ns, Leaving safepoint: 3 ns, Total: 2000000 ns, Threads: 1 runnable, 30 total",
                "something else"));
        assertThat(pauses.count()).isEqualTo(1);
        assertThat(pauses.maximum()).isBetween(1.9, 2.1);
    }

    @Test
    void readsThePausesOfTheCollectorElse() {
        Percentiles pauses = PauseLog.read(Stream.of(
                "[2.1s][info][gc] GC(3) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(64M) 1.500ms",
                "[2.2s][info][gc,phases] GC(4) Y: Pause Mark Start 0.010ms"));
        assertThat(pauses.count()).isEqualTo(2);
        assertThat(pauses.maximum()).isBetween(1.45, 1.55);
    }
}
