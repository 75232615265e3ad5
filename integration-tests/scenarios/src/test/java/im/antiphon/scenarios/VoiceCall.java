// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.load.VoiceStatistics;
import im.antiphon.load.WhipClient;
import im.antiphon.load.WhipSession;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** One speaks by WHIP, one listens by WHEP, and every packet is counted. */
public final class VoiceCall implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SPEAKER = 7;

    private final WhipClient whip = new WhipClient();
    private final VoicePeers peers = VoicePeers.open(VoicePeersSettings.loopback());
    private final VoicePeer speaker;
    private final VoicePeer listener;
    private final WhipSession speaking;
    private final WhipSession listening;
    /** Sent while the server still read the last word of a handshake, and so heard by nobody; or on their way when it was counted. */
    private final long missed;

    /** @param route changes the answer that the speaker gets, so that it goes another way to the server */
    public VoiceCall(RunningServer server, String room, UnaryOperator<String> route) throws Exception {
        speaker = peers.add(VoicePeerSettings.sending(SPEAKER));
        speaking = whip.post(server.uri("/whip/" + room + "/speaker"), speaker.offer());
        speaker.accept(route.apply(speaking.answer())).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        listener = peers.add(VoicePeerSettings.receiving(1));
        listening = whip.post(server.uri("/whep/" + room + "/speaker"), listener.offer());
        listener.accept(listening.answer()).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        speaker.startSending(VoicePeer.PACKETS_PER_SECOND);
        awaitMore(VoicePeer.PACKETS_PER_SECOND);
        long received = listener.statistics().received();
        missed = speaker.statistics().sent() - received;
    }

    VoicePeers peers() {
        return peers;
    }

    /** Waits until the listener has got that many packets more, and fails if one is missing. */
    public void awaitMore(int packets) throws Exception {
        long before = listener.statistics().received();
        VoiceStatistics after = listener.when(statistics -> statistics.received() >= before + packets)
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(after.lost()).describedAs("packets lost: %s", after).isZero();
        assertThat(after.sources()).describedAs("one voice").hasSize(1);
        assertThat(after.receivedFrom(SPEAKER)).isEqualTo(after.received());
    }

    /** Ends the talking, and fails unless every packet that was sent since the first was heard has been heard, once. */
    void assertComplete() throws Exception {
        speaker.stopSending();
        long sent = speaker.statistics().sent();
        try {
            VoiceStatistics heard = listener.when(statistics -> statistics.received() >= sent - missed)
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(heard.received()).isBetween(sent - missed, sent);
            assertThat(heard.lost()).isZero();
            assertThat(heard.sources()).allMatch(source -> source.duplicated() == 0);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "not all is heard\nspeaker " + speaker.statistics() + "\nlistener " + listener.statistics(), e);
        }
    }

    @Override
    public void close() throws Exception {
        whip.delete(listening);
        whip.delete(speaking);
        peers.close();
    }
}
