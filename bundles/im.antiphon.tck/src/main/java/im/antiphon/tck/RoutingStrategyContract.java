// SPDX-License-Identifier: Apache-2.0
package im.antiphon.tck;

import static im.antiphon.tck.AllocationMeter.assertAllocatesNothing;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import im.antiphon.api.routing.RoutingStrategyFactory;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every routing strategy has to do.
 *
 * <pre>
 * class AcmeRoutingContractTest extends RoutingStrategyContract {
 *     {@literal @}Override
 *     protected RoutingStrategyFactory factory() {
 *         return new AcmeRouting();
 *     }
 * }
 * </pre>
 */
public abstract class RoutingStrategyContract {
    private static final int KEYS = 20_000;

    /** The factory under test; may be a new one each time. */
    protected abstract RoutingStrategyFactory factory();

    /**
     * How far the share of a node, all being equally loaded, may be from what its weight says, relative to that. A contract
     * for all strategies is generous; yours may be narrower.
     */
    protected double toleratedDeviation() {
        return 0.35;
    }

    @Test
    void withoutNodesThereIsNoAnswer() {
        assertThat(factory().create(List.of()).route("key")).isNull();
    }

    @Test
    void aSingleNodeServesEveryKey() {
        RoutingNode only = node("only", 1, 1);
        RoutingStrategy strategy = factory().create(List.of(only));
        for (CharSequence key : hostileKeys()) {
            assertThat(strategy.route(key)).isEqualTo(only);
        }
    }

    @Test
    void everyKeyHasANodeOfTheListHoweverHostileTheKey() {
        List<RoutingNode> nodes = nodes(7);
        RoutingStrategy strategy = factory().create(nodes);
        for (CharSequence key : hostileKeys()) {
            assertThat(strategy.route(key)).isIn(nodes);
        }
    }

    @Test
    void theSameCharactersFindTheSameNodeWhateverHoldsThem() {
        RoutingStrategy strategy = factory().create(nodes(20));
        for (int i = 0; i < 500; i++) {
            String key = key(i);
            RoutingNode expected = route(strategy, key);
            assertThat(strategy.route(new StringBuilder(key))).isEqualTo(expected);
            assertThat(strategy.route(CharBuffer.wrap(key.toCharArray()))).isEqualTo(expected);
            assertThat(strategy.route(("<" + key + ">").subSequence(1, key.length() + 1)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void twoMembersOfAClusterAgreeInWhateverOrderTheyLearntOfTheNodes() {
        List<RoutingNode> nodes = new ArrayList<>(nodes(31));
        RoutingStrategy one = factory().create(nodes);
        Collections.shuffle(nodes, new Random(1));
        RoutingStrategy other = factory().create(nodes);
        for (int i = 0; i < KEYS; i++) {
            assertThat(other.route(key(i))).isEqualTo(one.route(key(i)));
        }
    }

    @Test
    void aListThatItsOwnerChangesAfterwardsDoesNotMatter() {
        List<RoutingNode> nodes = new ArrayList<>(nodes(5));
        List<RoutingNode> before = List.copyOf(nodes);
        RoutingStrategy strategy = factory().create(nodes);
        nodes.clear();
        for (int i = 0; i < 100; i++) {
            assertThat(strategy.route(key(i))).isIn(before);
        }
    }

    @Test
    void sharesFollowTheWeightsWhereAllAreEquallyLoaded() {
        List<RoutingNode> nodes = IntStream.rangeClosed(1, 4)
                .mapToObj(weight -> node("node-" + weight, weight, 0.5))
                .toList();
        RoutingStrategy strategy = factory().create(nodes);
        Map<String, Integer> keys = new TreeMap<>();
        for (int i = 0; i < KEYS; i++) {
            keys.merge(route(strategy, key(i)).id(), 1, Integer::sum);
        }
        for (RoutingNode node : nodes) {
            double expected = KEYS * node.weight() / 10.0;
            assertThat(keys.getOrDefault(node.id(), 0) / expected)
                    .as("share of %s relative to its weight, of %s", node.id(), keys)
                    .isBetween(1 - toleratedDeviation(), 1 + toleratedDeviation());
        }
    }

    @Test
    void whereAllAreFullSomeNodeServesStill() {
        List<RoutingNode> nodes = List.of(node("a", 1, 1), node("b", 2, 1), node("c", 3, 1));
        RoutingStrategy strategy = factory().create(nodes);
        for (int i = 0; i < 100; i++) {
            assertThat(strategy.route(key(i))).isIn(nodes);
        }
    }

    @Test
    void weightsOfAnySizeAreBearable() {
        List<RoutingNode> nodes = List.of(
                node("heavy", Integer.MAX_VALUE, 0), node("as-heavy", Integer.MAX_VALUE, 0), node("light", 1, 0));
        RoutingStrategy strategy = factory().create(nodes);
        for (int i = 0; i < 100; i++) {
            assertThat(strategy.route(key(i))).isIn(nodes);
        }
    }

    @Test
    void manyThreadsAreAnsweredAsOneIs() {
        List<RoutingNode> nodes = nodes(13);
        RoutingStrategyFactory factory = factory();
        RoutingStrategy shared = factory.create(nodes);
        List<RoutingNode> expected = answers(shared);
        assertThat(Together.run(() -> answers(shared))).allMatch(expected::equals);
        assertThat(Together.run(() -> answers(factory.create(nodes)))).allMatch(expected::equals);
    }

    @Test
    void aLookUpAllocatesNothing() {
        RoutingStrategy strategy = factory().create(nodes(50));
        String[] keys =
                IntStream.range(0, 256).mapToObj(RoutingStrategyContract::key).toArray(String[]::new);
        StringBuilder builder = new StringBuilder("a key in a builder, 0");
        assertAllocatesNothing("a look-up", i -> {
            builder.setCharAt(builder.length() - 1, (char) i);
            return route(strategy, keys[i & 255]).weight()
                    + route(strategy, builder).weight();
        });
    }

    private static List<RoutingNode> answers(RoutingStrategy strategy) {
        return IntStream.range(0, KEYS).mapToObj(i -> route(strategy, key(i))).toList();
    }

    private static RoutingNode route(RoutingStrategy strategy, CharSequence key) {
        return Objects.requireNonNull(strategy.route(key), "a node");
    }

    private static List<RoutingNode> nodes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> node("node-" + i, 1 + i % 3, i % 10 / 10.0))
                .toList();
    }

    private static RoutingNode node(String id, int weight, double load) {
        return new RoutingNode(id, weight, load, Map.of());
    }

    private static String key(int number) {
        return "session-" + number;
    }

    private static List<CharSequence> hostileKeys() {
        return List.of(
                "",
                "\0",
                "\0\0",
                " ",
                "\ud800",
                "\udc00\ud800",
                "\uffff\ufffe",
                "\ud83d\ude00",
                "../../etc/passwd",
                "x".repeat(100_000),
                new StringBuilder("builder"),
                CharBuffer.wrap("buffer"));
    }
}
