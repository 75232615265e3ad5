package ${package};

import im.antiphon.api.routing.KeyHash;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weighted rendezvous hashing: every node draws a number for the key, and the best one serves. A node that leaves moves its
 * own keys and no others. A look-up takes a time in proportion to the number of nodes. Immutable.
 */
final class RendezvousStrategy implements RoutingStrategy {
    private static final double UNIT = 0x1.0p-53;

    private final RoutingNode[] nodes;
    private final long[] hashes;

    RendezvousStrategy(List<RoutingNode> list) {
        // In whatever order they come: members of a cluster have to agree.
        nodes = list.stream().sorted(Comparator.comparing(RoutingNode::id)).toArray(RoutingNode[]::new);
        hashes = new long[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            hashes[i] = KeyHash.of(nodes[i].id());
        }
    }

    @Override
    public @Nullable RoutingNode route(CharSequence key) {
        long keyHash = KeyHash.of(key);
        RoutingNode best = null;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < nodes.length; i++) {
            double drawn = ((KeyHash.next(keyHash ^ hashes[i], 0) >>> 11) + 0.5) * UNIT;
            double score = -nodes[i].weight() / Math.log(drawn);
            if (score > bestScore) {
                best = nodes[i];
                bestScore = score;
            }
        }
        return best;
    }
}
