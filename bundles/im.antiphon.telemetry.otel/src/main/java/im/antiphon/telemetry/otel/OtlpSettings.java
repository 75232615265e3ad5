// SPDX-License-Identifier: Apache-2.0
package im.antiphon.telemetry.otel;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where spans go, and how many of them.
 *
 * @param endpoint of the collector, OTLP over HTTP with Protocol Buffers: {@code http://127.0.0.1:4318/v1/traces}
 * @param headers sent with every request, such as a key
 * @param serviceName what this node is called in traces
 * @param ratio of the traces begun here that are recorded, 0 to 1; those begun elsewhere follow who began them
 * @param delay between two requests
 * @param maximumQueued spans that wait; more are dropped and counted
 */
public record OtlpSettings(
        URI endpoint,
        Map<String, String> headers,
        String serviceName,
        double ratio,
        Duration delay,
        int maximumQueued) {
    public OtlpSettings {
        headers = Map.copyOf(headers);
        if (endpoint.getHost() == null || !String.valueOf(endpoint.getScheme()).startsWith("http")) {
            throw new IllegalArgumentException("endpoint: " + endpoint + " (expected: http://… or https://…)");
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("ratio: " + ratio + " (expected: 0..1)");
        }
        if (maximumQueued < 1 || maximumQueued > 1_000_000) {
            throw new IllegalArgumentException("maximumQueued: " + maximumQueued + " (expected: 1..1000000)");
        }
    }
}
