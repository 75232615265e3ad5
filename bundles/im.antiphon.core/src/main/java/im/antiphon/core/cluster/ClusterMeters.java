// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.IntSupplier;

/** What is counted of the cluster. */
final class ClusterMeters implements AutoCloseable {
    private static final String NODES = "antiphon_cluster_nodes";

    private final MetricRegistry metrics;
    private final Counter sent;
    private final Counter received;
    private final Counter transmitted;
    private final Counter refused;
    private final Counter malformed;
    private final Counter unknownKind;
    private final Counter overrun;

    /** @param others how many other nodes there are */
    ClusterMeters(MetricRegistry metrics, IntSupplier others) {
        this.metrics = metrics;
        sent = metrics.counter("antiphon_cluster_messages_total{direction=\"out\"}");
        received = metrics.counter("antiphon_cluster_messages_total{direction=\"in\"}");
        transmitted = metrics.counter("antiphon_cluster_frames_total{result=\"sent\"}");
        refused = metrics.counter("antiphon_cluster_frames_total{result=\"refused\"}");
        malformed = metrics.counter("antiphon_cluster_drops_total{reason=\"malformed\"}");
        unknownKind = metrics.counter("antiphon_cluster_drops_total{reason=\"unknown-kind\"}");
        overrun = metrics.counter("antiphon_cluster_drops_total{reason=\"overrun\"}");
        metrics.<Gauge<Integer>>gauge(NODES, () -> () -> others.getAsInt() + 1);
    }

    void sent() {
        sent.inc();
    }

    void received() {
        received.inc();
    }

    void transmitted() {
        transmitted.inc();
    }

    void refused() {
        refused.inc();
    }

    void malformed() {
        malformed.inc();
    }

    void unknownKind() {
        unknownKind.inc();
    }

    void overrun() {
        overrun.inc();
    }

    @Override
    public void close() {
        metrics.remove(NODES);
    }
}
