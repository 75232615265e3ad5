// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.DropReason;
import im.antiphon.transport.loop.ConnectionDrop;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DropLabelsTest {
    /** Both enums are counted in {@code antiphon_drops_total}; the registry refuses the second of two equal names. */
    @Test
    void datagramsAndConnectionsAreDroppedForReasonsOfDifferentNames() {
        Stream<String> datagrams = Arrays.stream(DropReason.values()).map(DropReason::label);
        Stream<String> connections = Arrays.stream(ConnectionDrop.values()).map(ConnectionDrop::label);
        assertThat(Stream.concat(datagrams, connections)).doesNotHaveDuplicates();
    }
}
