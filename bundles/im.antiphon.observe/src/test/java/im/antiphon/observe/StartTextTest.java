// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.http.HttpServerInfo;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartTextTest {
    @Test
    void saysLoudlyWhoIsLetInWithoutAuthentication() {
        StartText text = new StartText("1.2.3", "25.0.1", "/srv");
        assertThat(text.of(new Info(), Admission.Unvouched.NOBODY, List.of())).doesNotContain("***");
        assertThat(text.of(new Info(), Admission.Unvouched.THIS_MACHINE, List.of()))
                .contains("Anyone on this machine is let in");
        assertThat(text.of(new Info(), Admission.Unvouched.EVERYBODY, List.of()))
                .contains("ANYONE WHO REACHES THESE ADDRESSES is let in");
    }

    @Test
    void saysAllThatAnOperatorNeeds() {
        String screen = new StartText("1.2.3", "25.0.1", "/srv")
                .of(
                        new Info(),
                        Admission.Unvouched.THIS_MACHINE,
                        List.of(
                                plugin("opus", PluginState.SERVING),
                                plugin("g711", PluginState.SERVING),
                                plugin("old", PluginState.DRAINING)));

        assertThat(screen)
                .contains("Antiphon 1.2.3   Java 25.0.1   I/O epoll")
                .contains("http://127.0.0.1:8080/  https://[0:0:0:0:0:0:0:1]:8443/")
                .contains("port 8443/udp, advertised as 203.0.113.7")
                .contains("SHA-256 AB:CD")
                .contains("opus 1.0.0, g711 1.0.0\n")
                .doesNotContain("old")
                .contains("DEVELOPMENT: no authentication is configured");
    }

    private static PluginInfo plugin(String name, PluginState state) {
        return new PluginInfo(PluginKind.CODEC, name, "1.0.0", "bundle", 0, state, 0, 0);
    }

    private record Info() implements HttpServerInfo {
        @Override
        public List<InetSocketAddress> httpAddresses() {
            return List.of(new InetSocketAddress("127.0.0.1", 8080));
        }

        @Override
        public List<InetSocketAddress> httpsAddresses() {
            return List.of(new InetSocketAddress("::1", 8443));
        }

        @Override
        public List<String> advertisedAddresses() {
            return List.of("203.0.113.7");
        }

        @Override
        public String certificateFingerprint() {
            return "AB:CD";
        }

        @Override
        public String ioName() {
            return "epoll";
        }
    }
}
