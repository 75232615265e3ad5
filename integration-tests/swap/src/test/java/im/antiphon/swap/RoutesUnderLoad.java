// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.routing.Routing;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Tables that are asked all the time. In the first one nothing changes but the plugin, so no key may move. In the second a
 * node leaves with one swap and comes back with the next: only its own keys may move.
 */
final class RoutesUnderLoad implements KindUnderLoad {
    private static final int NODES = 10;
    private static final int KEYS = 2000;
    private static final long PAUSE_MILLIS = 5;

    private final List<RoutingNode> nodes = IntStream.range(0, NODES)
            .mapToObj(i -> new RoutingNode("node-" + i, 1 + i % 3, 0, Map.of()))
            .toList();
    private final List<RoutingNode> withoutOne = nodes.subList(1, NODES);
    private final String plugin;
    private final RoutingTable steady;
    private final RoutingTable changing;
    private final List<String> keys = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final List<String> expectedWithoutOne = new ArrayList<>();
    private final HeldUp heldUp = new HeldUp();
    private final Faults faults = new Faults();
    private final PacedLoad load;

    RoutesUnderLoad(Routing routing, String plugin) {
        this.plugin = plugin;
        steady = routing.open(nodes);
        changing = routing.open(withoutOne);
        for (int i = 0; i < KEYS; i++) {
            keys.add("session-" + i);
            expected.add(route(steady, keys.get(i)));
            expectedWithoutOne.add(route(changing, keys.get(i)));
        }
        String leaver = nodes.get(0).id();
        for (int i = 0; i < KEYS; i++) {
            if (!expected.get(i).equals(leaver)) {
                assertThat(expectedWithoutOne.get(i)).as(keys.get(i)).isEqualTo(expected.get(i));
            }
        }
        load = new PacedLoad(2, PAUSE_MILLIS, faults, this::round);
    }

    private void round(int thread) {
        for (int i = thread; i < KEYS; i += 2) {
            String key = keys.get(i);
            String before = expected.get(i);
            String now = route(steady, key);
            if (!now.equals(before)) {
                faults.add(key + " moved from " + before + " to " + now);
            }
            String either = route(changing, key);
            if (!either.equals(before) && !either.equals(expectedWithoutOne.get(i))) {
                faults.add(key + " moved to " + either + ", which was not its way out");
            }
        }
    }

    private String route(RoutingTable table, String key) {
        long began = System.nanoTime();
        RoutingNode node = table.route(key);
        heldUp.took(System.nanoTime() - began);
        return Objects.requireNonNull(node, "no node").id();
    }

    @Override
    public void beforeSwap() {
        changing.replaceNodes(changing.nodes().size() == NODES ? withoutOne : nodes);
    }

    @Override
    public PluginKind kind() {
        return PluginKind.ROUTING;
    }

    @Override
    public String plugin() {
        return plugin;
    }

    @Override
    public int products() {
        return 2;
    }

    @Override
    public HeldUp heldUp() {
        return heldUp;
    }

    @Override
    public void verify() {
        faults.verifyNone();
    }

    @Override
    public void close() throws Exception {
        load.close();
        steady.close();
        changing.close();
    }
}
