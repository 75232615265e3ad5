// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.media.MediaRole;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.rtp.PacketKind;
import im.antiphon.transport.batch.Destination;
import im.antiphon.transport.media.VoiceRoom.Guest;
import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is handed over reaches the peer on its loop, once and in order, and the loop is told no more often than it has to be. */
@Timeout(120)
class LoopInboxTest {
    private static final InetSocketAddress FROM = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final MediaCounters counters = new MediaCounters();
    private final FailureLog failures = new FailureLog(counters, () -> 0);
    private final CountingSender sender = new CountingSender();
    private VoiceRoom room;
    private MediaPeer peer;

    private static final class CountingSender implements BatchSender {
        private final ByteBuffer room = ByteBuffer.allocate(LENGTH);
        int flushes;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public ByteBuffer buffer() {
            return room;
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public Destination destination(InetSocketAddress to) {
            return new Destination() {};
        }

        @Override
        public void send(ByteBuffer packet, int offset, int length, Destination to) {}

        @Override
        public void flush() {
            flushes++;
        }
    }

    @BeforeEach
    void open() throws Exception {
        room = new VoiceRoom(new PortableSrtpEngine(), 10);
        Guest ann = room.join("ann", MediaRole.PUBLISHER, null, VoicePeerSettings.sending(1));
        MediaPeer joined = room.endpoint.loops().peers().ofSession(ann.sessionId);
        if (joined == null) {
            throw new IllegalStateException("ann has left");
        }
        peer = joined;
        // Closed, it takes what it is given and does nothing, so that any thread may play its loop.
        room.server().close("ann", "closed").toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        room.close();
    }

    private LoopInbox inbox(Executor loop, int slots) {
        return new LoopInbox(loop, sender, counters, failures, () -> 0, slots);
    }

    private boolean handOver(LoopInbox inbox) {
        return inbox.handOver(peer, PacketKind.RTP, ByteBuffer.allocate(200), 100, FROM);
    }

    @Test
    void theLoopIsToldOnceForAllThatWaits() {
        LoopInbox inbox = inbox(tasks::add, 16);
        for (int i = 0; i < 10; i++) {
            assertThat(handOver(inbox)).isTrue();
        }
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(tasks).isEmpty();
        assertThat(sender.flushes).isEqualTo(1);
        handOver(inbox);
        assertThat(tasks).hasSize(1);
    }

    @Test
    void whatDoesNotFitIsRefusedAndThereIsRoomAgainWhenTheLoopHasLooked() {
        LoopInbox inbox = inbox(tasks::add, 8);
        for (int i = 0; i < 8; i++) {
            assertThat(handOver(inbox)).isTrue();
        }
        assertThat(handOver(inbox)).isFalse();
        tasks.remove().run();
        assertThat(handOver(inbox)).isTrue();
    }

    @Test
    void afterABatchTheLoopDoesSomethingElseAndComesBack() {
        LoopInbox inbox = inbox(tasks::add, 1024);
        for (int i = 0; i < 1000; i++) {
            assertThat(handOver(inbox)).isTrue();
        }
        int turns = 0;
        while (!tasks.isEmpty()) {
            tasks.remove().run();
            assertThat(tasks).hasSizeLessThanOrEqualTo(1);
            turns++;
        }
        assertThat(turns).isEqualTo(4);
        assertThat(sender.flushes).isEqualTo(4);
        for (int i = 0; i < 1024; i++) {
            assertThat(handOver(inbox)).as("all slots are free again").isTrue();
        }
    }

    @Test
    void aLoopThatHasEndedIsNoErrorOfTheOneThatHandsOver() {
        LoopInbox inbox = inbox(
                task -> {
                    throw new RejectedExecutionException("ended");
                },
                2);
        assertThat(handOver(inbox)).isTrue();
        assertThat(handOver(inbox)).isTrue();
        assertThat(handOver(inbox)).isFalse();
    }
}
