// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.routing;

import java.util.Map;

/**
 * A node that may serve.
 *
 * @param id unique in the cluster
 * @param weight its share relative to others, at least 1
 * @param load 0 (idle) to 1 (full), as last announced
 * @param tags such as {@code env=v2-blue}
 */
public record RoutingNode(String id, int weight, double load, Map<String, String> tags) {
    public RoutingNode {
        if (weight < 1) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: >= 1)");
        }
        tags = Map.copyOf(tags);
    }
}
