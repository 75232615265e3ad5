// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import im.antiphon.api.routing.RoutingNode;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TagSelectionTest {
    private static final List<String> DIMENSIONS = List.of("env", "region");

    private final List<RoutingNode> nodes = new ArrayList<>();

    @Test
    void withoutAnyTagsAllNodesServe() {
        nodes("a", "b", "c");
        assertThat(reached(Map.of())).containsExactly("a", "b", "c");
        assertThat(reached(Map.of("env", "v2"))).containsExactly("a", "b", "c");
    }

    @Test
    void theSameTagComesBeforeAPrefixAndAPrefixBeforeAnything() {
        nodes("blue env=v2-blue", "v2 env=v2-*", "v env=v*", "any env=*", "none");
        assertThat(reached(Map.of("env", "v2-blue"))).containsExactly("blue");
        assertThat(reached(Map.of("env", "v2-red"))).containsExactly("v2");
        assertThat(reached(Map.of("env", "v2-"))).containsExactly("v2");
        assertThat(reached(Map.of("env", "v3"))).containsExactly("v");
        assertThat(reached(Map.of("env", "stable"))).containsExactly("any", "none");
    }

    @Test
    void aCanarySeesNoRequestThatDoesNotAskForIt() {
        nodes("canary env=v2-*", "stable-1", "stable-2");
        assertThat(reached(Map.of())).containsExactly("stable-1", "stable-2");
        assertThat(reached(Map.of("region", "eu"))).containsExactly("stable-1", "stable-2");
    }

    @Test
    void whereACanaryHasGoneItsRequestsFallBackToTheNodesForEverybody() {
        nodes("canary env=v3", "stable");
        assertThat(reached(Map.of("env", "v2-blue"))).containsExactly("stable");
    }

    @Test
    void whereEveryNodeIsTaggedRequestsWithoutATagGoAnywhere() {
        nodes("frankfurt region=eu", "oregon region=us");
        assertThat(reached(Map.of())).containsExactly("frankfurt", "oregon");
        assertThat(reached(Map.of("region", "us"))).containsExactly("oregon");
    }

    @Test
    void aTagThatNoNodeTakesIsServedByNone() {
        nodes("frankfurt region=eu", "oregon region=us");
        assertThat(reached(Map.of("region", "ap"))).isEmpty();
    }

    @Test
    void theFirstDimensionDecidesBeforeTheSecond() {
        nodes("blue-anywhere env=v2-blue", "stable-eu region=eu");
        assertThat(reached(Map.of("env", "v2-blue", "region", "eu"))).containsExactly("blue-anywhere");
    }

    @Test
    void whereTheBestChoiceOfOneDimensionLeavesNobodyForTheNextTheSecondBestIsTried() {
        nodes("blue-us env=v2-blue region=us", "v2-eu env=v2-* region=eu", "any");
        assertThat(reached(Map.of("env", "v2-blue", "region", "us"))).containsExactly("blue-us");
        assertThat(reached(Map.of("env", "v2-blue", "region", "eu"))).containsExactly("v2-eu");
        assertThat(reached(Map.of("env", "v2-blue", "region", "ap"))).containsExactly("any");
    }

    @Test
    void dimensionsThatDoNotCountAreIgnored() {
        nodes("a colour=red", "b");
        assertThat(reached(Map.of("colour", "red", "x", "y"))).containsExactly("a", "b");
    }

    @Test
    void anAsteriskInARequestIsAValueLikeAnyOther() {
        nodes("canary env=v2-*", "stable");
        assertThat(reached(Map.of("env", "*"))).containsExactly("stable");
        assertThat(reached(Map.of("env", "v2-*"))).containsExactly("canary");
    }

    @Test
    void withoutNodesThereIsNoAnswer() {
        assertThat(reached(Map.of())).isEmpty();
        assertThat(reached(Map.of("env", "v2"))).isEmpty();
    }

    @Test
    void aStrategyThatNamesNoNodeAlthoughThereAreSomeHasFailed() {
        nodes("a");
        TagSelection selection = TagSelection.of(nodes, DIMENSIONS, given -> key -> null);
        assertThatThrownBy(() -> selection.route("key", Map.of())).isInstanceOf(IllegalStateException.class);
    }

    @Property(tries = 300)
    void whoServesIsWhoTheRulesSay(@ForAll long seed) {
        Random random = new Random(seed);
        String[] tags = {"v1", "v2-blue", "v2-red", "v2-*", "v*", "*", null};
        for (int i = random.nextInt(8); i >= 0; i--) {
            String env = tags[random.nextInt(tags.length)];
            String region = tags[random.nextInt(tags.length)];
            nodes("node-" + i + (env == null ? "" : " env=" + env) + (region == null ? "" : " region=" + region));
        }
        String[] wanted = {"v1", "v2-blue", "v2-green", "v3", "x", null};
        for (String env : wanted) {
            for (String region : wanted) {
                Map<String, String> request = new HashMap<>();
                if (env != null) {
                    request.put("env", env);
                }
                if (region != null) {
                    request.put("region", region);
                }
                assertThat(reached(request)).as("%s by %s", request, nodes).isEqualTo(byTheRules(env, region));
            }
        }
    }

    @Test
    void aLookUpAllocatesNothing() {
        nodes("blue env=v2-blue region=us", "v2 env=v2-* region=eu", "any");
        TagSelection selection = TagSelection.of(nodes, DIMENSIONS, RendezvousStrategy::new);
        Map<String, String> wanted = Map.of("env", "v2-blue", "region", "eu");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int found = 0;
        long before = 0;
        for (int i = 0; i < 120_000; i++) {
            if (i == 20_000) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            found += selection.route("key", wanted) == null ? 0 : 1;
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4096);
        assertThat(found).isEqualTo(120_000);
    }

    /** The nodes of the first tier of env that leaves some of the first tier of region, by comparing all with all. */
    private Set<String> byTheRules(@Nullable String env, @Nullable String region) {
        Set<Integer> places = new TreeSet<>(Collections.reverseOrder());
        nodes.forEach(node -> places.add(place(node, "env", env, nodes)));
        for (int place : places) {
            List<RoutingNode> left = nodes.stream()
                    .filter(node -> place >= 0 && place(node, "env", env, nodes) == place)
                    .toList();
            int best = left.stream()
                    .mapToInt(node -> place(node, "region", region, left))
                    .max()
                    .orElse(-1);
            if (best >= 0) {
                Set<String> ids = new TreeSet<>();
                left.stream()
                        .filter(node -> place(node, "region", region, left) == best)
                        .forEach(node -> ids.add(node.id()));
                return ids;
            }
        }
        return Set.of();
    }

    private static int place(RoutingNode node, String dimension, @Nullable String wanted, List<RoutingNode> among) {
        String tag = node.tags().getOrDefault(dimension, "*");
        if (wanted == null) {
            boolean someTakeAnything = among.stream()
                    .anyMatch(other -> other.tags().getOrDefault(dimension, "*").equals("*"));
            return tag.equals("*") || !someTakeAnything ? 0 : -1;
        }
        if (tag.equals(wanted)) {
            return 1_000;
        }
        return tag.endsWith("*") && wanted.startsWith(tag.substring(0, tag.length() - 1)) ? tag.length() - 1 : -1;
    }

    private Set<String> reached(Map<String, String> wanted) {
        TagSelection selection = TagSelection.of(nodes, DIMENSIONS, RendezvousStrategy::new);
        Set<String> ids = new TreeSet<>();
        IntStream.range(0, 200)
                .mapToObj(i -> selection.route("key-" + i, wanted))
                .filter(node -> node != null)
                .forEach(node -> ids.add(node.id()));
        return ids;
    }

    /** Each {@code id dimension=tag ...}. */
    private void nodes(String... descriptions) {
        for (String description : descriptions) {
            String[] words = description.split(" ");
            Map<String, String> tags = new HashMap<>();
            for (int i = 1; i < words.length; i++) {
                String[] pair = words[i].split("=");
                tags.put(pair[0], pair[1]);
            }
            nodes.add(new RoutingNode(words[0], 1, 0, tags));
        }
    }
}
