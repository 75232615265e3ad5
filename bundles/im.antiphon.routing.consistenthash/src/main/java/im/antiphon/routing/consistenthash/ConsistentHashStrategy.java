// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.consistenthash;

import im.antiphon.api.routing.KeyHash;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weighted consistent hashing: a node that comes takes its share of the keys from the others, one that goes leaves its keys
 * to them, and no other key moves. Loads are not looked at, so a key stays where it is for as long as its node does.
 *
 * <p><b>Points come from the nodes.</b> Each node has {@code pointsPerWeight} times its weight of them, at the hashes of its
 * id and a running number. They depend on nothing else, least of all on other nodes or on keys.
 *
 * <p><b>Several probes.</b> With 160 points a node, the arcs between them leave loads some 8 % off (one standard deviation).
 * More points would help only by the root of their number, and drive the ring out of the processor's caches. So a key is
 * tried at several positions instead, and belongs to the point that is closest after any of them (Appleton and O'Reilly,
 * "Multi-probe consistent hashing", 2015). If arcs are distributed exponentially, {@code k} probes make the relative variance
 * of one point's share {@code 1 / (2k - 1)}: with 8 probes, loads are a quarter as far off, some 2 %. What belongs to the
 * closest point still belongs to it when others go, so nothing is lost of what consistent hashing is for.
 *
 * <p>Where weights add up to more than {@value #MOST_POINTS} points, all nodes get fewer in proportion, at least one each.
 * Then, and only then, a change of the nodes moves more keys than it has to.
 *
 * <p>Immutable, safe from any thread. A look-up allocates nothing.
 */
public final class ConsistentHashStrategy implements RoutingStrategy {
    /** 16 MiB of them. */
    static final int MOST_POINTS = 1 << 21;

    private final RoutingNode[] nodes;
    private final @Nullable HashRing ring;
    private final int probes;

    /** @throws IllegalArgumentException if there are more than a million nodes */
    public ConsistentHashStrategy(List<RoutingNode> nodes, RingSettings settings) {
        if (nodes.size() > HashRing.MOST_OWNERS) {
            throw new IllegalArgumentException(
                    "nodes: " + nodes.size() + " (expected: <= " + HashRing.MOST_OWNERS + ")");
        }
        // Where two points meet, the owner that comes first has it: in whatever order members learnt of the nodes.
        this.nodes =
                nodes.stream().sorted(Comparator.comparing(RoutingNode::id)).toArray(RoutingNode[]::new);
        probes = settings.probes();
        ring = nodes.isEmpty() ? null : new HashRing(points(this.nodes, settings.pointsPerWeight()));
    }

    @Override
    public @Nullable RoutingNode route(CharSequence key) {
        HashRing points = ring;
        if (points == null) {
            return null;
        }
        long hash = KeyHash.of(key);
        int closest = points.firstFrom(hash);
        long least = points.distance(hash, closest);
        for (int probe = 1; probe < probes; probe++) {
            long position = KeyHash.next(hash, probe);
            int candidate = points.firstFrom(position);
            long distance = points.distance(position, candidate);
            if (distance < least) {
                least = distance;
                closest = candidate;
            }
        }
        return nodes[points.owner(closest)];
    }

    private static long[] points(RoutingNode[] nodes, int pointsPerWeight) {
        long wanted = 0;
        for (RoutingNode node : nodes) {
            wanted += (long) node.weight() * pointsPerWeight;
        }
        double scale = Math.min(1, (double) MOST_POINTS / wanted);
        int[] counts = new int[nodes.length];
        int total = 0;
        for (int owner = 0; owner < nodes.length; owner++) {
            counts[owner] = (int) Math.max(1, Math.round(scale * nodes[owner].weight() * pointsPerWeight));
            total += counts[owner];
        }
        long[] points = new long[total];
        int at = 0;
        for (int owner = 0; owner < nodes.length; owner++) {
            long hash = KeyHash.of(nodes[owner].id());
            for (int replica = 0; replica < counts[owner]; replica++) {
                points[at++] = HashRing.point(KeyHash.next(hash, replica), owner);
            }
        }
        return points;
    }
}
