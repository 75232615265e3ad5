// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
    void nobodyIsLetInWhileTheyAreTried() throws Exception {
        int port = FreePort.find();
        AtomicBoolean tried = new AtomicBoolean();
        AtomicInteger letIn = new AtomicInteger();
        Thread client = new Thread(() -> {
            while (!tried.get()) {
                // From an address of its own: one that has the server's could in the end reach itself.
                try (Socket opened =
                        new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName("127.0.0.2"), 0)) {
                    letIn.incrementAndGet();
                } catch (IOException refused) {
                    Thread.onSpinWait();
                }
            }
        });
        client.start();
        try {
            for (int i = 0; i < 500; i++) {
                Ports.settle(Map.of(Options.HTTP, port, Options.HTTPS, -1));
            }
        } finally {
            tried.set(true);
            client.join();
        }
        assertThat(letIn).hasValue(0);
    }

    @Test
    void aPortThatIsNoNumberIsToldByItsKey() {
        assertThatThrownBy(() -> Ports.settle(Map.of(Options.HTTP, "many")))
                .isInstanceOf(LaunchException.class)
                .hasMessage("im.antiphon.transport: httpPort: many (expected: 0..65535)");
    }
}
