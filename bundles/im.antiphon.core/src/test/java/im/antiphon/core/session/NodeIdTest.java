// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {
    private final NodeId node = new NodeId("k3w7qd2a");

    @Test
    void whatIsOnANodeSaysSoInItsId() {
        String id = node.idOf("mFiVFCn1TnyEjsQmR3lI1g");
        assertThat(id).isEqualTo("mFiVFCn1TnyEjsQmR3lI1g.k3w7qd2a");
        assertThat(node.isHomeOf(id)).isTrue();
        assertThat(NodeId.homeOf(id)).isEqualTo(node);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mFiVFCn1TnyEjsQmR3lI1g.other", "xk3w7qd2a", "k3w7qd2a", "x.xk3w7qd2a", "", "x.k3w7qd2a."})
    void whatIsElsewhereIsNotOnIt(String id) {
        assertThat(node.isHomeOf(id)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nodots", "ends.", "x.bad node", "x.0123456789012345678901234567890123"})
    void anIdMayNameNoNode(String id) {
        assertThat(NodeId.homeOf(id)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a b", "\u00e4", "012345678901234567890123456789012"})
    void aNodesNameIsOneThatStandsInAnId(String name) {
        assertThatThrownBy(() -> new NodeId(name)).hasMessageContaining("1 to 32 of A-Z a-z 0-9 _ -");
    }
}
