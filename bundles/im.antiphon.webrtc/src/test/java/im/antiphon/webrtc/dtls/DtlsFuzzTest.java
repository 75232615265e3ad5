// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Hex;
import im.antiphon.testkit.Mutations;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DtlsFuzzTest {
    private static final Corpus CORPUS = Corpus.load("dtls");
    private static final long SEED = 20_260_302;
    private static final int HANDSHAKES = 60;
    private static final int DATAGRAMS_PER_HANDSHAKE = 40;
    private static final int DATAGRAMS_AFTERWARDS = 20_000;

    @Test
    void damagedDatagramsDuringAHandshakeNeitherThrowNorHoldAThread() throws Exception {
        Mutations mutations = new Mutations(CORPUS, SEED);
        byte[] hello = DtlsEndpointTest.clientHello();
        for (int i = 0; i < HANDSHAKES; i++) {
            try (DtlsPair pair = new DtlsPair(
                    DtlsPair.patient(DtlsPair.clientSettings()), DtlsPair.patient(DtlsPair.serverSettings()))) {
                pair.start();
                pair.giveServer(hello);
                for (int j = 0; j < DATAGRAMS_PER_HANDSHAKE; j++) {
                    pair.giveServer(mutations.next());
                    pair.giveClient(mutations.next());
                    pair.loop.runPending();
                }
                pair.client.close(0);
                pair.server.close(0);
                pair.loop.runUntil("both ends over", () -> pair.clientSink.isOver() && pair.serverSink.isOver());

                assertThat(pair.threadsAreFree()).as("seed " + SEED).isTrue();
                assertThat(pair.uncaught).as("seed " + SEED).isEmpty();
            }
        }
    }

    @Test
    void damagedDatagramsAfterAHandshakeDoNotEndTheSession() throws Exception {
        try (DtlsPair pair = new DtlsPair().connect()) {
            Mutations foreign = new Mutations(CORPUS, SEED);
            Mutations own = new Mutations(sent(pair), SEED);
            for (int i = 0; i < DATAGRAMS_AFTERWARDS; i++) {
                pair.giveServer(foreign.next());
                pair.giveClient(foreign.next());
                pair.giveServer(own.next());
                pair.giveClient(own.next());
                pair.loop.runPending();
                assertThat(pair.serverSink.isOver())
                        .as("seed " + SEED + " round " + i)
                        .isFalse();
                assertThat(pair.clientSink.isOver())
                        .as("seed " + SEED + " round " + i)
                        .isFalse();
            }
            pair.server.close(0);
            pair.loop.runUntil("the client's end", pair.clientSink::isOver);

            assertThat(pair.clientSink.closed).isTrue();
        }
    }

    @Test
    void anEncryptedRecordTooShortForItsTagDoesNotEndTheSession() throws Exception {
        try (DtlsPair pair = new DtlsPair().connect()) {
            for (String type : List.of("14", "15", "16", "17")) {
                byte[] forged = Hex.parse(type + " fefd 0001 000000000100 0001 00");
                pair.giveServer(forged);
                pair.giveClient(forged);
            }

            assertThat(pair.serverSink.isOver()).isFalse();
            assertThat(pair.clientSink.isOver()).isFalse();
        }
    }

    @Test
    void anAlertInTheClearDoesNotEndTheSession() throws Exception {
        try (DtlsPair pair = new DtlsPair().connect()) {
            byte[] forged = Hex.parse("15 fefd 0000 000000000100 0002 0228");
            pair.giveServer(forged);
            pair.giveClient(forged);

            assertThat(pair.serverSink.isOver()).isFalse();
            assertThat(pair.clientSink.isOver()).isFalse();
        }
    }

    private static Corpus sent(DtlsPair pair) {
        List<Corpus.Sample> samples = new ArrayList<>();
        for (byte[] datagram : pair.clientSink.sent) {
            samples.add(new Corpus.Sample("client", datagram));
        }
        for (byte[] datagram : pair.serverSink.sent) {
            samples.add(new Corpus.Sample("server", datagram));
        }
        return new Corpus("session", samples);
    }
}
