// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What the TCP side counts. Labels are part of the registered names. Safe from any thread. */
public final class ConnectionMetrics {
    private final MetricRegistry registry;
    private final Map<ConnectionDrop, Counter> drops = new EnumMap<>(ConnectionDrop.class);
    private final Counter bytesIn;
    private final Counter bytesOut;
    private final Counter httpConnections;
    private final Counter webSocketConnections;
    private final Counter messagesIn;
    private final Counter messagesOut;

    public ConnectionMetrics(MetricRegistry registry) {
        this.registry = registry;
        for (ConnectionDrop drop : ConnectionDrop.values()) {
            drops.put(drop, registry.counter("antiphon_drops_total{reason=\"" + drop.label() + "\"}"));
        }
        bytesIn = registry.counter("antiphon_connection_bytes_total{direction=\"in\"}");
        bytesOut = registry.counter("antiphon_connection_bytes_total{direction=\"out\"}");
        httpConnections = registry.counter("antiphon_connections{kind=\"http\"}");
        webSocketConnections = registry.counter("antiphon_connections{kind=\"websocket\"}");
        messagesIn = registry.counter("antiphon_websocket_messages_total{direction=\"in\"}");
        messagesOut = registry.counter("antiphon_websocket_messages_total{direction=\"out\"}");
    }

    public void dropped(ConnectionDrop drop) {
        Counter counter = drops.get(drop);
        if (counter != null) {
            counter.inc();
        }
    }

    public void read(int sizeInBytes) {
        bytesIn.inc(sizeInBytes);
    }

    public void written(int sizeInBytes) {
        bytesOut.inc(sizeInBytes);
    }

    public void httpOpened() {
        httpConnections.inc();
    }

    public void httpClosed() {
        httpConnections.dec();
    }

    public void webSocketOpened() {
        webSocketConnections.inc();
    }

    public void webSocketClosed() {
        webSocketConnections.dec();
    }

    public void messageRead() {
        messagesIn.inc();
    }

    public void messageWritten() {
        messagesOut.inc();
    }

    /** One request has been answered. */
    public void answered(int status) {
        registry.counter("antiphon_http_requests_total{status=\"" + status + "\"}")
                .inc();
    }
}
