// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.leastloaded;

import im.antiphon.api.routing.KeyHash;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The less loaded of two: the key picks two different nodes, each node as often as its weight says, and the one that has
 * announced less load serves; where both have announced the same, the first. Loads are told apart in steps, so that keys do
 * not move to and fro with every per cent.
 *
 * <p>Why not the least loaded of all: everybody would send to that one until it announces anew, and it would be flooded. With
 * two to choose from at random the fullest node is exponentially less full than with one (Mitzenmacher, "The power of two
 * choices in randomized load balancing", 2001), and stale figures do little harm. The randomness here is the key's hash, so
 * that members of a cluster agree, and a key keeps its node while the nodes and the order of their loads are the same.
 *
 * <p>What differs from consistent hashing: a change of loads moves keys, which is the point of it, and a change of nodes or
 * weights moves any number of them. It is for the start of a session, where who serves is remembered afterwards.
 *
 * <p>Immutable, safe from any thread. A look-up allocates nothing.
 */
public final class LeastLoadedStrategy implements RoutingStrategy {
    private static final int FIRST = 0;
    private static final int SECOND = 1;

    private final RoutingNode[] nodes;

    /** At index i the weights of the nodes up to and with i. */
    private final long[] weightsUpTo;

    /** In steps. */
    private final int[] loads;

    /** @param loadSteps how many steps load is told apart in, from idle to full */
    public LeastLoadedStrategy(List<RoutingNode> nodes, int loadSteps) {
        if (loadSteps < 1) {
            throw new IllegalArgumentException("loadSteps: " + loadSteps + " (expected: >= 1)");
        }
        this.nodes =
                nodes.stream().sorted(Comparator.comparing(RoutingNode::id)).toArray(RoutingNode[]::new);
        weightsUpTo = new long[this.nodes.length];
        loads = new int[this.nodes.length];
        long sum = 0;
        for (int i = 0; i < weightsUpTo.length; i++) {
            sum += this.nodes[i].weight();
            weightsUpTo[i] = sum;
            loads[i] = (int) (this.nodes[i].load() * loadSteps);
        }
    }

    @Override
    public @Nullable RoutingNode route(CharSequence key) {
        if (nodes.length == 0) {
            return null;
        }
        int last = nodes.length - 1;
        if (last == 0) {
            return nodes[0];
        }
        long hash = KeyHash.of(key);
        long total = weightsUpTo[last];
        int first = nodeAt(scaled(KeyHash.next(hash, FIRST), total));
        int weight = nodes[first].weight();
        // The second comes from the others: their weights, pushed together where the first has been taken out.
        long position = scaled(KeyHash.next(hash, SECOND), total - weight);
        if (position >= weightsUpTo[first] - weight) {
            position += weight;
        }
        int second = nodeAt(position);
        return nodes[loads[second] < loads[first] ? second : first];
    }

    /** Takes a hash, evenly distributed over all longs, to 0 (inclusive) .. {@code bound} (exclusive). */
    private static long scaled(long hash, long bound) {
        return Math.multiplyHigh(hash >>> 1, bound << 1);
    }

    private int nodeAt(long position) {
        int low = 0;
        int high = nodes.length - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            if (weightsUpTo[middle] <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
