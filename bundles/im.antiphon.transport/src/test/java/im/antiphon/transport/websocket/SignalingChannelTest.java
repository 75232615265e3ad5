// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.testkit.ManualTime;
import im.antiphon.transport.loop.ConnectionMetrics;
import im.antiphon.transport.loop.HeartbeatWheel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignalingChannelTest {
    private static final int PENDING_LIMIT = 1_000;

    private final ManualTime time = new ManualTime();
    private final HeartbeatWheel wheel =
            new HeartbeatWheel(Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofSeconds(30), time.nowNanos());
    private final MetricRegistry registry = new MetricRegistry();
    private final RecordingEndpoint endpoint = new RecordingEndpoint();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new SignalingChannel(
                    connection -> endpoint.connected(connection, Identity.claimed("Ada", "laptop", Grants.ALL)),
                    wheel,
                    new ConnectionMetrics(registry),
                    PENDING_LIMIT)) {
                @Override
                protected SocketAddress remoteAddress0() {
                    return new InetSocketAddress("192.0.2.1", 5_000);
                }
            };
    private final SignalingConnection connection = endpoint.connections.remove();

    /** However slow this machine is, time passes where a test says so. */
    @BeforeEach
    void freezeTime() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void welcomesThenEchoes() {
        in(ClientFrames.text("one"), ClientFrames.text("two"));
        assertThat(out()).containsExactly("81 welcome", "81 echo one", "81 echo two");
        assertThat(connection.remoteAddress()).isEqualTo("192.0.2.1:5000");
    }

    @Test
    void answersAPingWithItsPayload() {
        out();
        in(ClientFrames.frame(0x89, "now".getBytes(StandardCharsets.UTF_8)));
        assertThat(out()).containsExactly("8a now");
    }

    @Test
    void passesOverAnOversizedMessageAndGoesOn() {
        in(ClientFrames.text("x".repeat(70_000)), ClientFrames.text("on"));
        assertThat(endpoint.events).containsExactly("oversized 70000", "text on");
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void echoesTheClientsCloseAndCloses() {
        out();
        in(ClientFrames.close(4_000, "bye"));
        assertThat(out()).containsExactly("88 4000 ");
        assertThat(channel.isOpen()).isFalse();
        assertThat(endpoint.events).containsExactly("closed closed");
        assertThat(connection.send("too late")).isFalse();
        assertThat(connection.remoteAddress())
                .describedAs("also when it is gone")
                .isEqualTo("192.0.2.1:5000");
    }

    @Test
    void aClientThatClosesIsToldWhatWasQueuedBefore() {
        out();
        in(
                ClientFrames.text("one"),
                ClientFrames.text("two"),
                ClientFrames.close(1_000, ""),
                ClientFrames.text("more"));
        assertThat(out()).containsExactly("81 echo one", "81 echo two", "88 1000 ");
        assertThat(channel.isOpen()).isFalse();
        assertThat(endpoint.events).containsExactly("text one", "text two", "closed closed");
    }

    @Test
    void aClientThatClosesWithoutReadingIsWaitedForAWhile() {
        out();
        readable(false);
        in(ClientFrames.text("one"), ClientFrames.close(1_000, ""));
        assertThat(out()).isEmpty();
        assertThat(channel.isOpen()).isTrue();
        readable(true);
        assertThat(out()).containsExactly("81 echo one", "88 1000 ");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aClientThatClosesAndNeverReadsIsGivenUp() {
        out();
        readable(false);
        in(ClientFrames.text("one"), ClientFrames.close(1_000, ""));
        channel.advanceTimeBy(5, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(out()).isEmpty();
    }

    @Test
    void closesThatCrossEndTheConnectionOnce() {
        out();
        readable(false);
        connection.send("last words");
        connection.close(4_001, "resumed");
        in(ClientFrames.close(1_000, ""));
        readable(true);
        assertThat(out()).containsExactly("81 last words", "88 4001 resumed");
        assertThat(channel.isOpen()).isFalse();
        assertThat(endpoint.events).containsExactly("closed closed");
    }

    @Test
    void aViolationIsAnsweredAndEndsInError() {
        out();
        in(ClientFrames.text("heard"), ClientFrames.frame(0x83, new byte[0]), ClientFrames.text("ignored"));
        assertThat(out()).containsExactly("81 echo heard", "88 1002 reserved opcode");
        assertThat(channel.isOpen()).describedAs("nothing is waited for").isFalse();
        assertThat(endpoint.events).containsExactly("text heard", "closed error");
        assertThat(registry.counter("antiphon_drops_total{reason=\"websocket-violation\"}")
                        .getCount())
                .isEqualTo(1);
    }

    @Test
    void writesWhatIsQueuedBeforeItCloses() {
        out();
        connection.send("last words");
        connection.close(1_000, "done");
        assertThat(connection.send("after")).isFalse();
        channel.runPendingTasks();
        assertThat(out()).containsExactly("81 last words", "88 1000 done");
        assertThat(channel.isOpen()).isTrue();
        in(ClientFrames.close(1_000, ""));
        assertThat(channel.isOpen()).isFalse();
        assertThat(out()).isEmpty();
    }

    @Test
    void doesNotWaitForeverForTheClientsClose() {
        connection.close(1_000, "done");
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(5, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aReasonIsCutWithoutCuttingACharacter() {
        out();
        connection.close(1_000, "€".repeat(60));
        channel.runPendingTasks();
        assertThat(out()).containsExactly("88 1000 " + "€".repeat(41));
    }

    @Test
    void refusesACodeThatMayNotBeSent() {
        assertThatThrownBy(() -> connection.close(1_006, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("code: 1006");
    }

    @Test
    void aFullQueueClosesTheConnection() {
        out();
        int sent = 0;
        while (connection.send("x".repeat(36))) {
            sent++;
        }
        assertThat(sent).isEqualTo(PENDING_LIMIT / 100);
        channel.runPendingTasks();
        assertThat(out()).containsExactly("88 1013 reads too slowly");
        assertThat(registry.counter("antiphon_drops_total{reason=\"slow-consumer\"}")
                        .getCount())
                .isEqualTo(1);
    }

    @Test
    void asksForASignOfLifeAndGivesUpWithoutOne() {
        out();
        for (int i = 0; i < 30; i++) {
            wheel.advance(time.advance(Duration.ofSeconds(1)));
        }
        assertThat(out()).containsExactly("89 ");
        wheel.advance(time.advance(Duration.ofSeconds(1)));
        assertThat(channel.isOpen()).isFalse();
        assertThat(endpoint.events).containsExactly("closed timeout");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void anyByteIsASignOfLife() {
        for (int i = 0; i < 100; i++) {
            in(new byte[] {(byte) 0x81});
            in(new byte[] {(byte) 0x80, 0, 0, 0, 0});
            wheel.advance(time.advance(Duration.ofSeconds(1)));
        }
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void aBrokenConnectionEndsInError() {
        channel.pipeline().fireExceptionCaught(new IOException("reset"));
        assertThat(channel.isOpen()).isFalse();
        assertThat(endpoint.events).containsExactly("closed error");
        assertThat(registry.counter("antiphon_connections{kind=\"websocket\"}").getCount())
                .isZero();
    }

    @Test
    void aDefectIsAnsweredWith1011() {
        out();
        channel.pipeline().fireExceptionCaught(new IllegalStateException("defect"));
        channel.runPendingTasks();
        assertThat(out()).containsExactly("88 1011 internal error");
        assertThat(channel.isOpen()).isFalse();
    }

    /** Whether there is room in the socket. */
    private void readable(boolean readable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, readable);
        channel.runPendingTasks();
    }

    private void in(byte[]... frames) {
        channel.writeInbound(Unpooled.wrappedBuffer(ClientFrames.join(frames)));
        channel.runPendingTasks();
    }

    /** Frames written since the last call: first byte and payload, a close with its code. */
    private List<String> out() {
        channel.runPendingTasks();
        List<String> frames = new ArrayList<>();
        ByteBuf frame;
        while ((frame = channel.readOutbound()) != null) {
            if (frame.isReadable()) {
                int first = frame.readUnsignedByte();
                int length = frame.readUnsignedByte();
                assertThat(length).isLessThan(127);
                if (length == 126) {
                    frame.readUnsignedShort();
                }
                String code = first == 0x88 && frame.isReadable() ? frame.readUnsignedShort() + " " : "";
                frames.add(Integer.toHexString(first) + " " + code + frame.toString(StandardCharsets.UTF_8));
            }
            frame.release();
        }
        return frames;
    }
}
