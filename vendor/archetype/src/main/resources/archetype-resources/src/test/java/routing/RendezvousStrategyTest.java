package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.routing.RoutingNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RendezvousStrategyTest {
    private static final RoutingNode A = new RoutingNode("a", 1, 0, Map.of());
    private static final RoutingNode B = new RoutingNode("b", 1, 0, Map.of());
    private static final RoutingNode C = new RoutingNode("c", 2, 0, Map.of());

    @Test
    void aNodeThatLeavesMovesItsOwnKeysAndNoOthers() {
        RendezvousStrategy before = new RendezvousStrategy(List.of(A, B, C));
        RendezvousStrategy after = new RendezvousStrategy(List.of(A, C));
        for (int i = 0; i < 1_000; i++) {
            String key = "room-" + i;
            if (before.route(key) != B) {
                assertThat(after.route(key)).isEqualTo(before.route(key));
            }
        }
    }
}
