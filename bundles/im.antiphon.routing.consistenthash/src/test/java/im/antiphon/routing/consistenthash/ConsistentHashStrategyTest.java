// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.consistenthash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsistentHashStrategyTest {
    @ParameterizedTest
    @CsvSource({"3, equal", "3, different", "10, equal", "10, different", "1000, equal"})
    void loadsAreWithinATenthOfTheWeightsAtTheDefaultFineness(int count, String weights) {
        IntUnaryOperator weight = weights.equals("equal") ? i -> 1 : i -> 1 + i % 4;
        List<RoutingNode> nodes = nodes(count, weight);
        RoutingStrategy strategy = strategy(nodes);
        // So many that of a thousand nodes each serves 8,000: chance alone moves its share by 1.1 % (one deviation).
        int keys = count <= 10 ? 500_000 : 8_000_000;
        Map<String, Integer> served = served(strategy, keys);
        double sumOfWeights = nodes.stream().mapToInt(RoutingNode::weight).sum();
        double worst = 0;
        double squares = 0;
        for (RoutingNode node : nodes) {
            double share = served.getOrDefault(node.id(), 0) / (keys * node.weight() / sumOfWeights);
            worst = Math.max(worst, Math.abs(share - 1));
            squares += (share - 1) * (share - 1);
        }
        System.out.printf(
                "%d nodes of %s weight: worst load %.1f %% off, %.1f %% in the mean square%n",
                count, weights, 100 * worst, 100 * Math.sqrt(squares / count));
        assertThat(worst).isLessThan(0.10);
    }

    @ParameterizedTest
    @CsvSource({"3", "10", "100"})
    void aNodeThatLeavesMovesItsOwnKeysAndNoOthers(int count) {
        List<RoutingNode> nodes = nodes(count, i -> 1);
        int keys = 100_000;
        RoutingNode[] before = answers(strategy(nodes), keys);
        double most = 0;
        for (RoutingNode leaver : nodes.subList(0, Math.min(count, 20))) {
            RoutingNode[] after = answers(strategy(without(nodes, leaver)), keys);
            int moved = 0;
            for (int i = 0; i < keys; i++) {
                if (before[i] == leaver) {
                    moved++;
                } else {
                    assertThat(after[i]).isSameAs(before[i]);
                }
            }
            most = Math.max(most, moved * (double) count / keys);
        }
        System.out.printf("of %d nodes one leaves: at most %.3f / N of the keys move%n", count, most);
        assertThat(most).isLessThanOrEqualTo(1.2);
    }

    @Test
    void theKeysOfALeaverAreSharedByAllOthers() {
        List<RoutingNode> nodes = nodes(10, i -> 1);
        RoutingNode leaver = nodes.get(4);
        RoutingNode[] before = answers(strategy(nodes), 100_000);
        RoutingNode[] after = answers(strategy(without(nodes, leaver)), 100_000);
        Map<String, Integer> heirs = new HashMap<>();
        for (int i = 0; i < before.length; i++) {
            if (before[i] == leaver) {
                heirs.merge(after[i].id(), 1, Integer::sum);
            }
        }
        assertThat(heirs).hasSize(9);
        assertThat(heirs.values()).allSatisfy(inherited -> assertThat(inherited).isBetween(700, 1_600));
    }

    @Property(tries = 60)
    void whoeverComesTakesKeysFromOthersAndNoneMovesBetweenThem(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 5) Integer> weights,
            @ForAll @IntRange(min = 1, max = 5) int weightOfNewcomer) {
        List<RoutingNode> nodes = nodes(weights.size(), weights::get);
        RoutingNode newcomer = node("newcomer", weightOfNewcomer);
        List<RoutingNode> more = new ArrayList<>(nodes);
        more.add(0, newcomer);
        RoutingNode[] before = answers(strategy(nodes), 2_000);
        RoutingNode[] after = answers(strategy(more), 2_000);
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isIn(before[i], newcomer);
        }
    }

    @Property(tries = 60)
    void aWeightThatGrowsDrawsKeysToItsNodeAlone(
            @ForAll @Size(min = 2, max = 12) List<@IntRange(min = 1, max = 5) Integer> weights) {
        RoutingNode[] before = answers(strategy(nodes(weights.size(), weights::get)), 2_000);
        List<RoutingNode> heavier = nodes(weights.size(), i -> weights.get(i) + (i == 0 ? 1 : 0));
        RoutingNode[] after = answers(strategy(heavier), 2_000);
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i].id()).isIn(before[i].id(), "node-0");
        }
    }

    @Test
    void loadsDoNotMatter() {
        List<RoutingNode> idle = nodes(10, i -> 1);
        List<RoutingNode> busy = idle.stream()
                .map(node -> new RoutingNode(node.id(), 1, node.id().hashCode() % 2 == 0 ? 1 : 0.2, Map.of()))
                .toList();
        RoutingNode[] before = answers(strategy(idle), 1_000);
        RoutingNode[] after = answers(strategy(busy), 1_000);
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i].id()).isEqualTo(before[i].id());
        }
    }

    @Test
    void answersNeverChangeBecauseMembersOfAClusterRunDifferentVersions() {
        RoutingStrategy strategy = strategy(nodes(10, i -> 1 + i % 3));
        StringBuilder answers = new StringBuilder();
        for (RoutingNode node : answers(strategy, 32)) {
            answers.append(node.id().charAt(5));
        }
        assertThat(answers).hasToString("51757568746224560580190967523545");
    }

    @Test
    void weightsBeyondAllBoundsGetPointsInProportion() {
        List<RoutingNode> nodes = List.of(node("heavy", 2_000_000_000), node("half", 1_000_000_000));
        Map<String, Integer> served = served(strategy(nodes), 30_000);
        assertThat(served.getOrDefault("heavy", 0) / 20_000.0).isBetween(0.95, 1.05);
    }

    @Test
    void settingsOutsideTheirBoundsAreAMisuse() {
        assertThatThrownBy(() -> new RingSettings(127, 5)).hasMessage("pointsPerWeight: 127 (expected: 128..256)");
        assertThatThrownBy(() -> new RingSettings(257, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RingSettings(160, 0)).hasMessage("probes: 0 (expected: 1..21)");
        assertThatThrownBy(() -> new RingSettings(160, 22)).isInstanceOf(IllegalArgumentException.class);
    }

    private static RoutingStrategy strategy(List<RoutingNode> nodes) {
        return new ConsistentHashStrategy(nodes, RingSettings.DEFAULT);
    }

    private static Map<String, Integer> served(RoutingStrategy strategy, int keys) {
        Map<String, Integer> served = new HashMap<>();
        for (RoutingNode node : answers(strategy, keys)) {
            served.merge(node.id(), 1, Integer::sum);
        }
        return served;
    }

    private static RoutingNode[] answers(RoutingStrategy strategy, int keys) {
        RoutingNode[] answers = new RoutingNode[keys];
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < keys; i++) {
            key.setLength(0);
            answers[i] =
                    Objects.requireNonNull(strategy.route(key.append("session-").append(i)));
        }
        return answers;
    }

    private static List<RoutingNode> without(List<RoutingNode> nodes, RoutingNode leaver) {
        return nodes.stream().filter(node -> node != leaver).toList();
    }

    private static List<RoutingNode> nodes(int count, IntUnaryOperator weight) {
        return IntStream.range(0, count)
                .mapToObj(i -> node("node-" + i, weight.applyAsInt(i)))
                .toList();
    }

    private static RoutingNode node(String id, int weight) {
        return new RoutingNode(id, weight, 0, Map.of());
    }
}
