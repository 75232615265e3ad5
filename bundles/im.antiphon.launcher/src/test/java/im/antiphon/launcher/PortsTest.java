// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void arePickedOnceWhereAnyWillDo() {
        Map<String, Object> picked = Ports.settle(Map.of(Options.HTTP, 0, Options.HTTPS, 0));

        assertThat(picked).containsOnlyKeys(Options.HTTP, Options.HTTPS).doesNotContainValue(0);
    }

    @Test
    void areNotTriedWhereTheyAreNotServed() {
        assertThat(Ports.settle(Map.of(Options.HTTP, -1, Options.HTTPS, -1))).isEmpty();
    }

    @Test
    void aTakenOneIsNamedTogetherWithTheOptionThatChangesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Ports.settle(Map.of(Options.HTTP, taken.getLocalPort(), Options.HTTPS, 0)))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1 port " + taken.getLocalPort() + "/tcp")
                    .hasMessageContaining("--http PORT");
        }
    }

    @Test
    void aPortThatIsNoNumberIsToldByItsKey() {
        assertThatThrownBy(() -> Ports.settle(Map.of(Options.HTTP, "many")))
                .isInstanceOf(LaunchException.class)
                .hasMessage("im.antiphon.transport: httpPort: many (expected: 0..65535)");
    }
}
