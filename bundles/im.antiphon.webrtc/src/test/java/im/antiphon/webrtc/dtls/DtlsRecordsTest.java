// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.DropReason;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Hex;
import im.antiphon.testkit.Mutations;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DtlsRecordsTest {
    private static final Corpus CORPUS = Corpus.load("dtls");
    private static final long SEED = 20_260_301;

    @Test
    void everyDatagramOfAHandshakeIsWorthReading() {
        for (Corpus.Sample sample : CORPUS.samples()) {
            assertThat(reasonToDrop(sample.bytes())).as(sample.name()).isNull();
        }
    }

    @Test
    void lessThanAHeaderIsTruncated() {
        assertThat(reasonToDrop(Hex.parse("16 fefd 0000 000000000000 00"))).isEqualTo(DropReason.TRUNCATED);
        assertThat(reasonToDrop(new byte[0])).isEqualTo(DropReason.TRUNCATED);
    }

    @Test
    void whatFollowsARecordHasToBeOne() {
        assertThat(reasonToDrop(Hex.parse("14 fefd 0000 000000000000 0001 01 16fefd")))
                .isEqualTo(DropReason.TRUNCATED);
    }

    @Test
    void typesThatWebRtcDoesNotSendAreAgainstTheProtocol() {
        assertThat(reasonToDrop(Hex.parse("18 fefd 0000 000000000000 0001 01")))
                .isEqualTo(DropReason.PROTOCOL_VIOLATION);
    }

    @Test
    void tlsIsNotDtls() {
        assertThat(reasonToDrop(Hex.parse("16 0303 0000 000000000000 0001 01"))).isEqualTo(DropReason.BAD_VERSION);
    }

    @Test
    void theVersionThatWasNeverAssignedIsRefused() {
        assertThat(reasonToDrop(Hex.parse("16 fefe 0000 000000000000 0001 01"))).isEqualTo(DropReason.BAD_VERSION);
        assertThat(reasonToDrop(Hex.parse("16 feff 0000 000000000000 0001 01"))).isNull();
    }

    @Test
    void aRecordMayNotReachBeyondItsDatagram() {
        assertThat(reasonToDrop(Hex.parse("15 fefd 0000 000000000000 0003 0100")))
                .isEqualTo(DropReason.BAD_LENGTH);
    }

    @Test
    void aDatagramLongerThanAFrameIsRefused() {
        assertThat(reasonToDrop(new byte[DtlsRecords.LONGEST_DATAGRAM + 1])).isEqualTo(DropReason.BAD_LENGTH);
    }

    @Test
    void aHandshakeMessageMayNotAnnounceSixteenMebibytes() {
        assertThat(reasonToDrop(Hex.parse("16 fefd 0000 000000000000 000c  01 ffffff 0000 000000 000000")))
                .isEqualTo(DropReason.PROTOCOL_VIOLATION);
        assertThat(
                        reasonToDrop(
                                Hex.parse(
                                        "16 fefd 0000 000000000000 0019  0e 000001 0005 000000 000001 00  0b 004001 0006 000000 000000")))
                .isEqualTo(DropReason.PROTOCOL_VIOLATION);
        assertThat(reasonToDrop(Hex.parse("16 fefd 0000 000000000000 000c  01 004000 0000 000000 000000")))
                .isNull();
    }

    @Test
    void onlyTheStartOfAHandshakeStartsOne() {
        assertThat(startsWithClientHello(sample("client-1.hex#1"))).isTrue();
        assertThat(startsWithClientHello(sample("server-1.hex#1"))).isFalse();
        assertThat(startsWithClientHello(Hex.parse("16 fefd 0001 000000000000 0001 01")))
                .isFalse();
        assertThat(startsWithClientHello(Hex.parse("16 fefd 0000 000000000000 0000")))
                .isFalse();
    }

    @Test
    void anyBytesAreJudgedWithoutComplaint() {
        Mutations.forEach(CORPUS, SEED, 50_000, bytes -> {
            DropReason reason = reasonToDrop(bytes);
            if (reason == null) {
                startsWithClientHello(bytes);
            }
        });
    }

    private static byte[] sample(String name) {
        return CORPUS.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .findFirst()
                .orElseThrow()
                .bytes();
    }

    /** In the midst of a direct buffer that has not a byte to spare. */
    private static ByteBuffer surrounded(byte[] datagram) {
        return ByteBuffer.allocateDirect(datagram.length + 3).put(3, datagram);
    }

    private static @Nullable DropReason reasonToDrop(byte[] datagram) {
        return DtlsRecords.reasonToDrop(surrounded(datagram), 3, datagram.length);
    }

    private static boolean startsWithClientHello(byte[] datagram) {
        return DtlsRecords.startsWithClientHello(surrounded(datagram), 3, datagram.length);
    }
}
