// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RemoteAddressesTest {
    private final RemoteAddresses addresses = new RemoteAddresses(3);

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress("192.0.2.1", port);
    }

    private RemoteAddresses.Entry heard(int port, long nanos, RemoteAddresses.@Nullable Entry inUse) {
        RemoteAddresses.Entry entry = addresses.learn(address(port), inUse);
        entry.lastCheckNanos = nanos;
        return entry;
    }

    @Test
    void forgetsTheOneLongestUnheardButNeverTheOneInUse() {
        RemoteAddresses.Entry inUse = heard(1, Long.MAX_VALUE - 5, null);
        heard(2, Long.MAX_VALUE - 1, inUse);
        // Nanoseconds wrap; this is later than the one before.
        heard(3, Long.MIN_VALUE, inUse);
        heard(4, Long.MIN_VALUE + 1, inUse);
        assertThat(addresses.size()).isEqualTo(3);
        assertThat(addresses.find(address(1))).isSameAs(inUse);
        assertThat(addresses.find(address(2))).isNull();
        assertThat(addresses.find(address(3))).isNotNull();
        assertThat(addresses.lastHeard()).isSameAs(addresses.find(address(4)));
    }

    @Test
    void numbersAnAddressAnewWhenItComesBack() {
        RemoteAddresses.Entry first = heard(1, 1, null);
        heard(2, 2, null);
        heard(3, 3, null);
        heard(4, 4, null);
        assertThat(heard(1, 5, null).number).isNotEqualTo(first.number);
    }
}
