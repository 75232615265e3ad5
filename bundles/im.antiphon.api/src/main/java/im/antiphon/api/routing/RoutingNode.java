// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.routing;

import java.util.Map;

/**
 * A node that may serve.
 *
 * @param id unique in the cluster
 * @param weight its share relative to others, at least 1
 * @param load 0 (idle) to 1 (full), as last announced
 * @param tags which requests it is there for, by dimension, such as {@code env} and {@code region}. A value is meant exactly
 *     ({@code v2-blue}), as a prefix ({@code v2-*}), or for whatever is asked for ({@code *}); see {@link RoutingTable}
 */
public record RoutingNode(String id, int weight, double load, Map<String, String> tags) {
    public RoutingNode {
        if (id.isBlank()) {
            throw new IllegalArgumentException("id: blank (expected: unique in the cluster)");
        }
        if (weight < 1) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: >= 1)");
        }
        if (!(load >= 0 && load <= 1)) {
            throw new IllegalArgumentException("load: " + load + " (expected: 0..1)");
        }
        tags = Map.copyOf(tags);
    }
}
