// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import im.antiphon.webrtc.sdp.SdpException;
import im.antiphon.webrtc.sdp.SessionDescription;
import im.antiphon.webrtc.sdp.SetupRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server may answer what it likes: one client fails, in words, and the others go on. */
class HostileAnswersTest {
    private static final long SEED = 20_260_101;
    private static final int PARSED = 20_000;
    private static final int TAKEN = 200;

    private static String answer(VoicePeers peers) throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE);
                VoicePeer peer = peers.add(VoicePeerSettings.talking(1))) {
            return server.answer(peer.offer());
        }
    }

    private static Corpus corpus(String answer) {
        String strange = answer.replaceFirst(
                "a=candidate:[^\r\n]*",
                "a=candidate:1 1 tcp 9 192.0.2.1 9 typ host tcptype active\r\na=candidate:2 1 udp 9 x.local 9 typ host");
        return new Corpus(
                "answers",
                List.of(
                        new Corpus.Sample("ours", answer.getBytes(StandardCharsets.UTF_8)),
                        new Corpus.Sample("strange", strange.getBytes(StandardCharsets.UTF_8))));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void areReadOrRefusedInWords() throws Exception {
        try (VoicePeers peers = VoicePeers.open(VoicePeersSettings.loopback())) {
            Mutations.forEach(corpus(answer(peers)), SEED, PARSED, bytes -> {
                try {
                    RemoteDescription read = RemoteDescription.of(SessionDescription.parse(text(bytes)));
                    assertThat(read.candidates()).hasSizeLessThanOrEqualTo(64);
                } catch (VoicePeerException | SdpException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            });
        }
    }

    @Test
    void leaveTheOtherPeersAlone() throws Exception {
        try (VoicePeers peers = VoicePeers.open(VoicePeersSettings.loopback());
                EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            Mutations.forEach(corpus(answer(peers)), SEED, TAKEN, bytes -> {
                try (VoicePeer peer = add(peers)) {
                    assertThat(peer.accept(text(bytes))).isNotNull();
                } catch (VoicePeerException | SdpException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            });
            VoicePeer good = peers.add(VoicePeerSettings.talking(1));
            good.accept(server.answer(good.offer())).get(60, SECONDS);
            good.startSending(200); // what it catches up with after a second still fits a socket
            assertThat(good.when(now -> now.received() >= 10).get(60, SECONDS).lost())
                    .isZero();
        }
    }

    private static VoicePeer add(VoicePeers peers) {
        try {
            return peers.add(VoicePeerSettings.talking(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
