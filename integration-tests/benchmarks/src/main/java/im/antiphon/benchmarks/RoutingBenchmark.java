// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import com.google.common.hash.Hashing;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import im.antiphon.routing.consistenthash.ConsistentHashStrategy;
import im.antiphon.routing.consistenthash.RingSettings;
import im.antiphon.routing.leastloaded.LeastLoadedStrategy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import redis.clients.jedis.util.ShardInfo;
import redis.clients.jedis.util.Sharded;

/**
 * Finding the node of a key, beside the ring of Jedis 3 ({@code Sharded}), which has as many points per unit of weight, 160,
 * in a tree. Guava's jump hash, which knows neither weights nor names, is there for comparison.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@SuppressWarnings("deprecation") // Jedis 4 has another sharding with the same ring
public class RoutingBenchmark {
    private static final int KEYS = 4_096;

    @Param({"10", "1000"})
    int nodes;

    private String[] keys;
    private int next;
    private Sharded<Object, Shard> sharded;
    private RoutingStrategy consistentHash;
    private RoutingStrategy singleProbe;
    private RoutingStrategy leastLoaded;

    @Setup
    public void buildRings() {
        keys = IntStream.range(0, KEYS).mapToObj(i -> "session-" + i * 7919L).toArray(String[]::new);
        List<RoutingNode> list = IntStream.range(0, nodes)
                .mapToObj(i -> new RoutingNode("node-" + i, 1, i % 10 / 10.0, Map.of()))
                .toList();
        sharded = new Sharded<>(
                list.stream().map(node -> new Shard(node.id(), node.weight())).toList());
        consistentHash = new ConsistentHashStrategy(list, RingSettings.DEFAULT);
        singleProbe = new ConsistentHashStrategy(list, new RingSettings(160, 1));
        leastLoaded = new LeastLoadedStrategy(list, 20);
    }

    @Benchmark
    public Object baseline() {
        return sharded.getShardInfo(key());
    }

    @Benchmark
    public Object consistentHash() {
        return consistentHash.route(key());
    }

    @Benchmark
    public Object consistentHashWithASingleProbe() {
        return singleProbe.route(key());
    }

    @Benchmark
    public Object leastLoaded() {
        return leastLoaded.route(key());
    }

    @Benchmark
    public int jumpHashOfGuava() {
        return Hashing.consistentHash(Hashing.murmur3_128().hashUnencodedChars(key()), nodes);
    }

    private String key() {
        return keys[next++ & KEYS - 1];
    }

    private static final class Shard extends ShardInfo<Object> {
        private final String name;

        Shard(String name, int weight) {
            super(weight);
            this.name = name;
        }

        @Override
        protected Object createResource() {
            return name;
        }

        @Override
        public String getName() {
            return name;
        }
    }
}
