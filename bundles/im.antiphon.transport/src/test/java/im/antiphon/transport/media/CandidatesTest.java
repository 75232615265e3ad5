// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.webrtc.ice.IceCandidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private static final int PORT = 8443;

    private static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static List<InetAddress> ips(String... texts) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            addresses.add(ip(text));
        }
        return addresses;
    }

    private static List<InetAddress> announced(List<InetAddress> configured, String bound, String... present) {
        List<InetSocketAddress> addresses =
                Candidates.addresses(configured, new InetSocketAddress(ip(bound), PORT), ips(present));
        assertThat(addresses).allMatch(address -> address.getPort() == PORT);
        return addresses.stream().map(InetSocketAddress::getAddress).toList();
    }

    @Test
    void whatIsConfiguredIsAnnouncedInItsOrderEachOnce() {
        assertThat(announced(ips("203.0.113.5", "2001:db8::5", "203.0.113.5"), "0.0.0.0", "10.0.0.1"))
                .isEqualTo(ips("203.0.113.5", "2001:db8::5"));
    }

    @Test
    void elseTheAddressTheSocketIsBoundTo() {
        assertThat(announced(List.of(), "127.0.0.1", "10.0.0.1")).isEqualTo(ips("127.0.0.1"));
    }

    @Test
    void elseThoseOfTheInterfacesThatOthersCanReach() {
        assertThat(announced(List.of(), "::", "127.0.0.1", "::1", "fe80::1", "169.254.3.3", "192.0.2.7", "2001:db8::7"))
                .isEqualTo(ips("192.0.2.7", "2001:db8::7"));
    }

    @Test
    void aSocketOfIpVersion4IsNotReachedByVersion6() {
        assertThat(announced(List.of(), "0.0.0.0", "2001:db8::7", "192.0.2.7")).isEqualTo(ips("192.0.2.7"));
    }

    @Test
    void elseLoopback() {
        assertThat(announced(List.of(), "0.0.0.0", "127.0.0.1")).containsExactly(InetAddress.getLoopbackAddress());
    }

    @Test
    void aMachineHasSomethingToAnnounce() throws Exception {
        assertThat(Candidates.addresses(List.of(), new InetSocketAddress(PORT))).isNotEmpty();
    }

    @Test
    void theFirstIsPreferred() {
        List<String> candidates = Candidates.of(
                List.of(new InetSocketAddress(ip("192.0.2.7"), PORT), new InetSocketAddress(ip("2001:db8::7"), PORT)));
        List<IceCandidate> parsed = candidates.stream()
                .map(text -> IceCandidate.parse(text).orElseThrow())
                .toList();
        assertThat(parsed.get(0).priority()).isGreaterThan(parsed.get(1).priority());
        assertThat(parsed.get(1).endpoint().socketAddress()).contains(new InetSocketAddress(ip("2001:db8::7"), PORT));
    }
}
