// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.load.SourceStatistics;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.load.VoiceStatistics;
import im.antiphon.load.WhipClient;
import im.antiphon.load.WhipSession;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Rooms with one who speaks by WHIP and one who listens by WHEP, 50 packets a second each, over UDP. */
final class Calls implements AutoCloseable {
    private record Call(int speakerId, VoicePeer speaker, VoicePeer listener) {}

    private final VoicePeers peers;
    private final List<Call> calls = new ArrayList<>();

    private Calls(VoicePeers peers) {
        this.peers = peers;
    }

    /** Connects all, then lets all speak, and returns once everybody hears. */
    static Calls open(URI server, int rooms) throws Exception {
        Calls calls = new Calls(VoicePeers.open(VoicePeersSettings.loopback()));
        try {
            calls.connect(server, rooms);
            return calls;
        } catch (Exception | AssertionError e) {
            calls.close();
            throw e;
        }
    }

    private void connect(URI server, int rooms) throws Exception {
        WhipClient http = new WhipClient();
        List<CompletableFuture<Void>> connecting = new ArrayList<>();
        for (int room = 0; room < rooms; room++) {
            VoicePeer speaker = peers.add(VoicePeerSettings.sending(room + 1));
            WhipSession whip = http.post(server.resolve("whip/swap-" + room + "/speaker"), speaker.offer());
            connecting.add(speaker.accept(whip.answer()));
            VoicePeer listener = peers.add(VoicePeerSettings.receiving(1));
            WhipSession whep = http.post(server.resolve("whep/swap-" + room + "/speaker"), listener.offer());
            connecting.add(listener.accept(whep.answer()));
            calls.add(new Call(room + 1, speaker, listener));
        }
        for (CompletableFuture<Void> one : connecting) {
            one.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        calls.forEach(call -> call.speaker().startSending(VoicePeer.PACKETS_PER_SECOND));
        awaitPackets(1);
    }

    /** How many peers there are, on the server as here. */
    int sessions() {
        return 2 * calls.size();
    }

    /** Waits until every listener has heard that many more. */
    void awaitPackets(int more) throws InterruptedException {
        List<Long> goals = calls.stream()
                .map(call -> call.listener().statistics().received() + more)
                .toList();
        for (int i = 0; i < goals.size(); i++) {
            long goal = goals.get(i);
            await(calls.get(i), statistics -> statistics.received() >= goal, "packets: " + goal);
        }
    }

    private void await(Call call, Predicate<VoiceStatistics> condition, String expected) throws InterruptedException {
        try {
            call.listener().when(condition).get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("expected " + expected + "; " + describe(call), e);
        }
    }

    private static String describe(Call call) {
        return "speaker " + call.speaker().statistics() + "\nlistener "
                + call.listener().statistics();
    }

    /** Stops speaking and counts: all that was said has been heard, once, in one stream, and nobody was hung up on. */
    void verifyNothingWasLost() throws InterruptedException {
        calls.forEach(call -> call.speaker().stopSending());
        for (Call call : calls) {
            long sent = call.speaker().statistics().sent();
            await(call, statistics -> statistics.received() >= sent, "all " + sent + " packets to be heard");
            VoiceStatistics heard = call.listener().statistics();
            assertThat(heard.sources()).as(() -> describe(call)).hasSize(1);
            SourceStatistics source = heard.sources().get(0);
            assertThat(source.senderId()).isEqualTo(call.speakerId());
            assertThat(source.lost()).as(() -> describe(call)).isZero();
            assertThat(source.duplicated()).as(() -> describe(call)).isZero();
            assertThat(source.received()).as(() -> describe(call)).isEqualTo(sent);
            assertThat(source.ended()).isFalse();
            assertThat(call.speaker().statistics().resent())
                    .as("packets that had to be asked for again")
                    .isZero();
            assertThat(call.speaker().closed()).isNotDone();
            assertThat(call.listener().closed()).isNotDone();
        }
    }

    long packetsSent() {
        return calls.stream()
                .mapToLong(call -> call.speaker().statistics().sent())
                .sum();
    }

    @Override
    public void close() {
        peers.close();
    }
}
