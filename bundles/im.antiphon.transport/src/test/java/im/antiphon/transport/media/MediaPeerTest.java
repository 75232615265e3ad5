// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MediaPeerTest {
    @Test
    void aDeadlineThatHasPassedDoesNotKeepTheLoopBusy() {
        assertThat(MediaPeer.delayNanos(-1_000_000_000L, 7)).isEqualTo(5_000_000);
        assertThat(MediaPeer.delayNanos(7, 7)).isEqualTo(5_000_000);
        assertThat(MediaPeer.delayNanos(1_000_000_007L, 7)).isEqualTo(1_000_000_000L);
    }
}
