// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.transport.loop.Transports;
import org.junit.jupiter.api.Test;

class EventLoopsComponentTest {
    @Test
    void thereIsAMediaLoopForTwoCoresUnlessConfiguredAndOneWithoutEpoll() {
        assertThat(EventLoopsComponent.mediaThreads(0, Transports.EPOLL, 8)).isEqualTo(4);
        assertThat(EventLoopsComponent.mediaThreads(3, Transports.EPOLL, 8)).isEqualTo(3);
        assertThat(EventLoopsComponent.mediaThreads(0, Transports.EPOLL, 1)).isEqualTo(1);
        assertThat(EventLoopsComponent.mediaThreads(3, Transports.NIO, 8)).isEqualTo(1);
    }
}
