// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.routing;

import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import im.antiphon.api.routing.RoutingStrategyFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A strategy made aware of tags, whatever strategy it is: the rules of {@link im.antiphon.api.routing.RoutingTable} as a
 * tree with a level for each dimension, and at each leaf a strategy over the nodes that are left there.
 *
 * <pre>
 *            env                       region
 *   v2-blue ─────── v2-blue ────┬───── eu ──── strategy over the blue nodes in eu
 *                               └───── us ──── strategy over the blue nodes in us
 *   v2-red, v2-7 ── v2-* ──────── ...
 *   v3, (none) ──── * ─────────── ...
 * </pre>
 *
 * <p>It is built once for a list of nodes: no request adds to it, whatever tags it comes with. A node is in at most two
 * branches of a level, in the one of its tag and in the one for requests without a tag. Immutable, safe from any thread if
 * the strategies are; a look-up allocates nothing.
 */
public abstract sealed class TagSelection {
    private static final String ANYTHING = "*";

    private TagSelection() {}

    /**
     * @param dimensions in the order in which they decide
     * @param factory of the strategies at the leaves
     */
    public static TagSelection of(List<RoutingNode> nodes, List<String> dimensions, RoutingStrategyFactory factory) {
        if (dimensions.isEmpty()) {
            return new Leaf(nodes.isEmpty(), factory.create(nodes));
        }
        List<String> others = dimensions.subList(1, dimensions.size());
        Map<String, List<RoutingNode>> nodesByTag = new TreeMap<>();
        for (RoutingNode node : nodes) {
            String tag = node.tags().getOrDefault(dimensions.get(0), ANYTHING);
            nodesByTag.computeIfAbsent(tag, added -> new ArrayList<>()).add(node);
        }
        List<RoutingNode> forAnything = nodesByTag.remove(ANYTHING);
        if (nodesByTag.isEmpty()) {
            return of(nodes, others, factory);
        }
        Map<String, TagSelection> exact = new HashMap<>();
        List<Prefix> prefixes = new ArrayList<>();
        nodesByTag.forEach((tag, tagged) -> {
            TagSelection selection = of(tagged, others, factory);
            if (tag.endsWith(ANYTHING)) {
                prefixes.add(new Prefix(tag.substring(0, tag.length() - ANYTHING.length()), selection));
            } else {
                exact.put(tag, selection);
            }
        });
        prefixes.sort(Comparator.comparingInt((Prefix prefix) -> prefix.text().length())
                .reversed());
        TagSelection anything = forAnything == null ? null : of(forAnything, others, factory);
        return new Branch(
                dimensions.get(0),
                exact,
                prefixes.toArray(Prefix[]::new),
                anything,
                anything == null ? of(nodes, others, factory) : anything);
    }

    /**
     * The node for a key and tags, or null where none takes them.
     *
     * @throws IllegalStateException if a strategy has nodes and names none
     */
    public abstract @Nullable RoutingNode route(CharSequence key, Map<String, String> wantedTags);

    private record Prefix(String text, TagSelection selection) {}

    private static final class Leaf extends TagSelection {
        private final boolean empty;
        private final RoutingStrategy strategy;

        Leaf(boolean empty, RoutingStrategy strategy) {
            this.empty = empty;
            this.strategy = strategy;
        }

        @Override
        public @Nullable RoutingNode route(CharSequence key, Map<String, String> wantedTags) {
            if (empty) {
                return null;
            }
            RoutingNode node = strategy.route(key);
            if (node == null) {
                throw new IllegalStateException("route: null (expected: one of the nodes)");
            }
            return node;
        }
    }

    private static final class Branch extends TagSelection {
        private final String dimension;
        private final Map<String, TagSelection> exact;
        private final Prefix[] longestFirst;
        private final @Nullable TagSelection anything;
        private final TagSelection untagged;

        Branch(
                String dimension,
                Map<String, TagSelection> exact,
                Prefix[] longestFirst,
                @Nullable TagSelection anything,
                TagSelection untagged) {
            this.dimension = dimension;
            this.exact = exact;
            this.longestFirst = longestFirst;
            this.anything = anything;
            this.untagged = untagged;
        }

        @Override
        public @Nullable RoutingNode route(CharSequence key, Map<String, String> wantedTags) {
            String wanted = wantedTags.get(dimension);
            if (wanted == null) {
                return untagged.route(key, wantedTags);
            }
            TagSelection same = exact.get(wanted);
            RoutingNode node = same == null ? null : same.route(key, wantedTags);
            for (int i = 0; node == null && i < longestFirst.length; i++) {
                if (wanted.startsWith(longestFirst[i].text())) {
                    node = longestFirst[i].selection().route(key, wantedTags);
                }
            }
            return node != null || anything == null ? node : anything.route(key, wantedTags);
        }
    }
}
