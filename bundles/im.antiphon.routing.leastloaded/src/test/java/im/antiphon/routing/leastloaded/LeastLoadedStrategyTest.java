// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.leastloaded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.routing.RoutingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeastLoadedStrategyTest {
    private static final int STEPS = 20;

    @Test
    void ofTwoTheLessLoadedServesEveryKey() {
        LeastLoadedStrategy strategy =
                new LeastLoadedStrategy(List.of(node("busy", 9, 0.8), node("idle", 1, 0.2)), STEPS);
        for (int i = 0; i < 1_000; i++) {
            assertThat(route(strategy, i)).isEqualTo("idle");
        }
    }

    @Test
    void theMostLoadedOfManyServesNoneAndTheOthersMoreTheLessTheyAreLoaded() {
        List<RoutingNode> nodes = IntStream.range(0, 10)
                .mapToObj(i -> node("node-" + i, 1, i / 10.0))
                .toList();
        Map<String, Integer> served = served(new LeastLoadedStrategy(nodes, STEPS), 50_000);
        assertThat(served).doesNotContainKey("node-9");
        for (int i = 1; i < 9; i++) {
            assertThat(served.getOrDefault("node-" + i, 0)).isLessThan(served.getOrDefault("node-" + (i - 1), 0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 1000})
    void whereLoadsAreEqualSharesAreThoseOfTheWeights(int count) {
        List<RoutingNode> nodes = IntStream.range(0, count)
                .mapToObj(i -> node("node-" + i, 1 + i % 4, 0.3))
                .toList();
        int keys = count * 3_000;
        Map<String, Integer> served = served(new LeastLoadedStrategy(nodes, STEPS), keys);
        double sumOfWeights = nodes.stream().mapToInt(RoutingNode::weight).sum();
        double worst = 0;
        for (RoutingNode node : nodes) {
            double expected = keys * node.weight() / sumOfWeights;
            worst = Math.max(worst, Math.abs(served.getOrDefault(node.id(), 0) / expected - 1));
        }
        System.out.printf("%d nodes, %d keys: worst load %.1f %% off%n", count, keys, 100 * worst);
        // Chance: one deviation is 2.9 % for the lightest, and of a thousand the worst is four of them off.
        assertThat(worst).isLessThan(0.12);
    }

    @Test
    void aSmallChangeOfLoadMovesNoKey() {
        List<RoutingNode> before =
                IntStream.range(0, 10).mapToObj(i -> node("node-" + i, 1, 0.31)).toList();
        List<RoutingNode> after = IntStream.range(0, 10)
                .mapToObj(i -> node("node-" + i, 1, 0.31 + i * 0.003))
                .toList();
        for (int i = 0; i < 2_000; i++) {
            assertThat(route(new LeastLoadedStrategy(after, STEPS), i))
                    .isEqualTo(route(new LeastLoadedStrategy(before, STEPS), i));
        }
    }

    @Test
    void aNodeThatFillsUpLosesKeysAndNoneMovesBetweenTheOthers() {
        List<RoutingNode> before =
                IntStream.range(0, 10).mapToObj(i -> node("node-" + i, 1, 0.3)).toList();
        List<RoutingNode> after = new ArrayList<>(before);
        after.set(4, node("node-4", 1, 0.9));
        LeastLoadedStrategy one = new LeastLoadedStrategy(before, STEPS);
        LeastLoadedStrategy other = new LeastLoadedStrategy(after, STEPS);
        for (int i = 0; i < 5_000; i++) {
            String was = route(one, i);
            if (was.equals("node-4")) {
                assertThat(route(other, i)).isNotEqualTo("node-4");
            } else {
                assertThat(route(other, i)).isEqualTo(was);
            }
        }
    }

    @Test
    void announcingAfterEveryTenthKeyLoadsGrowTogether() {
        int count = 20;
        int[] sessions = new int[count];
        LeastLoadedStrategy strategy = null;
        for (int key = 0; key < 2_000; key++) {
            if (strategy == null || key % 10 == 0) {
                strategy = new LeastLoadedStrategy(
                        IntStream.range(0, count)
                                .mapToObj(i -> node("node-" + i, 1, sessions[i] / 200.0))
                                .toList(),
                        200);
            }
            sessions[Integer.parseInt(route(strategy, key).substring(5))]++;
        }
        // 100 each on average; by a single choice the fullest would have some 120.
        assertThat(IntStream.of(sessions).max().orElseThrow()).isLessThanOrEqualTo(106);
    }

    @Property(tries = 200)
    void theSecondChoiceIsAlwaysAnotherNode(
            @ForAll @Size(min = 2, max = 9) List<@IntRange(min = 1, max = Integer.MAX_VALUE) Integer> weights,
            @ForAll @IntRange(min = 0, max = 8) int candidate) {
        int full = candidate % weights.size();
        List<RoutingNode> nodes = IntStream.range(0, weights.size())
                .mapToObj(i -> node("node-" + i, weights.get(i), i == full ? 1 : 0))
                .toList();
        LeastLoadedStrategy strategy = new LeastLoadedStrategy(nodes, STEPS);
        for (int i = 0; i < 200; i++) {
            assertThat(route(strategy, i)).isNotEqualTo("node-" + full);
        }
    }

    @Test
    void noStepsAreAMisuse() {
        assertThatThrownBy(() -> new LeastLoadedStrategy(List.of(), 0)).hasMessage("loadSteps: 0 (expected: >= 1)");
    }

    private static Map<String, Integer> served(LeastLoadedStrategy strategy, int keys) {
        Map<String, Integer> served = new HashMap<>();
        for (int i = 0; i < keys; i++) {
            served.merge(route(strategy, i), 1, Integer::sum);
        }
        return served;
    }

    private static String route(LeastLoadedStrategy strategy, int key) {
        return Objects.requireNonNull(strategy.route("session-" + key)).id();
    }

    private static RoutingNode node(String id, int weight, double load) {
        return new RoutingNode(id, weight, load, Map.of());
    }
}
