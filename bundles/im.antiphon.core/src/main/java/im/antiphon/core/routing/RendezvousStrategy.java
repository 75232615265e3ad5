// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.routing;

import im.antiphon.api.routing.KeyHash;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What serves while no plugin does: weighted rendezvous hashing. Key and node together make a number {@code u} of 0..1, and
 * the node with the least {@code -ln(u) / weight} serves, which each does as often as its weight says (Efraimidis and
 * Spirakis, 2006). It needs no table and moves no more keys than it has to when nodes change; a look-up takes longer the
 * more nodes there are. Immutable, safe from any thread.
 */
public final class RendezvousStrategy implements RoutingStrategy {
    private static final double UNIT = 0x1p-53;

    private final RoutingNode[] nodes;
    private final long[] hashes;

    public RendezvousStrategy(List<RoutingNode> nodes) {
        this.nodes = nodes.toArray(RoutingNode[]::new);
        hashes = nodes.stream().mapToLong(node -> KeyHash.of(node.id())).toArray();
    }

    @Override
    public @Nullable RoutingNode route(CharSequence key) {
        long hash = KeyHash.of(key);
        RoutingNode best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < nodes.length; i++) {
            // Half a unit up, so that 0 and its infinite logarithm never come.
            double u = ((KeyHash.next(hash ^ hashes[i], 0) >>> 11) + 0.5) * UNIT;
            double score = -Math.log(u) / nodes[i].weight();
            if (score < least
                    || (score == least && best != null && nodes[i].id().compareTo(best.id()) < 0)) {
                least = score;
                best = nodes[i];
            }
        }
        return best;
    }
}
