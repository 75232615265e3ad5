// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.DropReason;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Neither agent throws, nor selects anything, whatever comes without a password. */
class IceAgentFuzzTest {
    private static final InetSocketAddress FROM = new InetSocketAddress("192.0.2.1", 1);
    private static final IceCredentials EVTJ = new IceCredentials("evtj", "0123456789012345678901");
    private static final IceCredentials PEER = new IceCredentials("h6vY", "1123456789012345678901");

    private static final class Recorder implements IceSink {
        int longest;

        @Override
        public void sendDatagram(ByteBuffer buffer, int offset, int length, InetSocketAddress to) {
            longest = Math.max(longest, length);
        }

        @Override
        public void onSelected(InetSocketAddress remote) {
            throw new AssertionError("selected " + remote);
        }

        @Override
        public void onConsentExpired() {
            throw new AssertionError("expired");
        }

        @Override
        public void onDropped(DropReason reason) {}
    }

    @Test
    void theLiteAgentSurvivesDamagedMessages() {
        IceLiteAgent agent = new IceLiteAgent(EVTJ, PEER, IceLiteSettings.DEFAULT);
        Recorder out = new Recorder();
        agent.start(0);
        Mutations.forEach(
                Corpus.load("stun"),
                new Random().nextLong(),
                20_000,
                bytes -> agent.handleDatagram(1, ByteBuffer.wrap(bytes), 0, bytes.length, FROM, out));
        assertThat(out.longest).as("refusals to strangers are small").isLessThanOrEqualTo(64);
    }

    @Test
    void theControllingAgentSurvivesDamagedMessages() {
        IceControllingAgent agent = new IceControllingAgent(IceControllingSettings.DEFAULT, new Random(1));
        Recorder out = new Recorder();
        agent.start(0, EVTJ, PEER, List.of(IceCandidate.host(FROM, 1)));
        agent.handleTimeout(0, out);
        Mutations.forEach(
                Corpus.load("stun"),
                new Random().nextLong(),
                20_000,
                bytes -> agent.handleDatagram(1, ByteBuffer.wrap(bytes), 0, bytes.length, FROM, out));
    }
}
