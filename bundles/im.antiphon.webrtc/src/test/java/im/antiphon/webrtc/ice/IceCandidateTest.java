// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import im.antiphon.webrtc.ice.IceCandidate.Endpoint;
import im.antiphon.webrtc.ice.IceCandidate.Extension;
import im.antiphon.webrtc.ice.IceCandidate.Type;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceCandidateTest {
    private static IceCandidate parse(String line) {
        return IceCandidate.parse(line).orElseThrow();
    }

    @Test
    void readsAReflexiveCandidate() {
        IceCandidate candidate =
                parse("a=candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998");
        assertThat(candidate.foundation()).isEqualTo("2");
        assertThat(candidate.component()).isEqualTo(1);
        assertThat(candidate.transport()).isEqualTo("udp");
        assertThat(candidate.priority()).isEqualTo(1694498815L);
        assertThat(candidate.type()).isEqualTo(Type.SERVER_REFLEXIVE);
        assertThat(candidate.endpoint().socketAddress()).contains(new InetSocketAddress("192.0.2.3", 45664));
        assertThat(candidate.related()).isEqualTo(new Endpoint("203.0.113.141", 8998));
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        String line = "3 1 tcp 1518280447 2001:db8::1 9 typ host tcptype active generation 0 network-cost 10";
        IceCandidate candidate = parse(line);
        assertThat(candidate.tcpType()).contains("active");
        assertThat(candidate.extensions()).contains(new Extension("network-cost", "10"));
        assertThat(candidate.attributeValue()).isEqualTo(line);
    }

    @Test
    void toleratesAHiddenNameAndLeavesItUnresolved() {
        IceCandidate candidate =
                parse("candidate:1 1 udp 2113937151 f2a4c1e0-7f5e-4f5b-9c1e-2d0c7a1b3e4d.local 54400 typ host");
        assertThat(candidate.endpoint().host()).endsWith(".local");
        assertThat(candidate.endpoint().socketAddress()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.2.3", "256.1.1.1", "1.2.3.4.", "host", "1234", "fe80::1%eth0", ":::", "0x7f.1", "::1::2"})
    void takesNoneOfTheseForAnAddress(String host) {
        assertThat(new Endpoint(host, 1).socketAddress()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "255.255.255.255", "::1", "2001:db8::1", "::ffff:192.0.2.1"})
    void takesTheseForAddresses(String host) {
        assertThat(new Endpoint(host, 1).socketAddress()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "candidate:",
                "candidate:1 1 udp 1 192.0.2.1 1 typ",
                "candidate:1 0 udp 1 192.0.2.1 1 typ host",
                "candidate:1 1 udp 4294967296 192.0.2.1 1 typ host",
                "candidate:1 1 udp -1 192.0.2.1 1 typ host",
                "candidate:1 1 udp 1 192.0.2.1 65536 typ host",
                "candidate:1 1 udp 1 192.0.2.1 1 typ guest",
                "candidate:1_ 1 udp 1 192.0.2.1 1 typ host",
                "candidate:1 1 udp 1 192.0.2.1 1 host typ",
                "candidate:1 1 udp 1 192.0.2.1 1 typ srflx raddr 192.0.2.2 rport 70000"
            })
    void refuses(String line) {
        assertThat(IceCandidate.parse(line)).isEmpty();
    }

    @Test
    void computesTheRecommendedPriority() {
        assertThat(IceCandidate.priority(Type.HOST, 65535, 1)).isEqualTo(2130706431L);
        assertThat(IceCandidate.priority(Type.SERVER_REFLEXIVE, 65535, 1)).isEqualTo(1694498815L);
        assertThat(IceCandidate.priority(Type.RELAYED, 0, 256)).isZero();
    }

    @Test
    void describesAHostAddress() {
        IceCandidate host = IceCandidate.host(new InetSocketAddress("192.0.2.1", 8443), 65535);
        assertThat(host.attributeValue()).matches("\\d+ 1 udp 2130706431 192\\.0\\.2\\.1 8443 typ host");
        assertThat(parse(host.attributeValue())).isEqualTo(host);
    }

    @Property(tries = 300)
    void readsWhatItWrites(@ForAll("candidates") IceCandidate candidate) {
        assertThat(IceCandidate.parse(candidate.attributeValue())).contains(candidate);
    }

    @Provide
    Arbitrary<IceCandidate> candidates() {
        Arbitrary<String> word =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12);
        Arbitrary<Endpoint> endpoint = Combinators.combine(
                        Arbitraries.of("192.0.2.1", "2001:db8::1", "x.local"),
                        Arbitraries.integers().between(0, 65535))
                .as(Endpoint::new);
        Arbitrary<List<Extension>> extensions = Combinators.combine(
                        word.filter(name -> !name.equals("raddr") && !name.equals("rport")), word)
                .as(Extension::new)
                .list()
                .ofMaxSize(4);
        return Combinators.combine(
                        word,
                        Arbitraries.integers().between(1, 256),
                        Arbitraries.of("udp", "tcp"),
                        Arbitraries.longs().between(0, 0xffffffffL),
                        endpoint,
                        Arbitraries.of(Type.class),
                        endpoint.injectNull(0.5),
                        extensions)
                .as(IceCandidate::new);
    }

    @Test
    void survivesDamagedLines() {
        long seed = new Random().nextLong();
        Mutations.forEach(Corpus.load("ice-candidate"), seed, 20_000, bytes -> IceCandidate.parse(
                        new String(bytes, StandardCharsets.ISO_8859_1))
                .ifPresent(candidate -> {
                    assertThat(IceCandidate.parse(candidate.attributeValue())).contains(candidate);
                    candidate.endpoint().socketAddress();
                }));
    }
}
