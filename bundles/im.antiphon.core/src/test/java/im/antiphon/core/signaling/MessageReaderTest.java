// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageReaderTest {
    private static final String TRACE = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
    private final List<Rejection> refused = new ArrayList<>();

    private @Nullable ClientMessage read(String text) {
        refused.clear();
        return MessageReader.read(text.replace('\'', '"'), refused::add);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            nonsense                                                                  | bad-json     | Unrecognized token
            {'type':'ping'} {}                                                        | bad-json     | Trailing token
            {'type':'ping','type':'bye'}                                              | bad-json     | Duplicate field 'type'
            []                                                                        | bad-message  | message: expected an object
            {}                                                                        | bad-message  | type: expected a string
            {'type':7}                                                                | bad-message  | type: expected a string
            {'type':'dance'}                                                          | unknown-type | type: dance
            {'type':'ping','id':7}                                                    | bad-message  | id: expected a string of 1 to 64 characters
            {'type':'ping','id':''}                                                   | bad-message  | id: expected a string of 1 to 64 characters
            {'type':'ping','extra':7}                                                 | bad-message  | extra: no member of a message
            {'type':'ping','to':7}                                                    | bad-message  | to: expected a string of at most 64 characters
            {'type':'ping','payload':[]}                                              | bad-message  | payload: expected an object
            {'type':'ping','payload':{'a':1}}                                         | bad-message  | payload.a: no member of ping
            {'type':'ping','traceparent':'x'}                                         | bad-message  | traceparent: expected W3C Trace Context's form
            {'type':'join'}                                                           | bad-message  | payload.room: expected 1 to 128 of A-Z a-z 0-9 . _ ~ -
            {'type':'join','payload':{'room':'a b'}}                                  | bad-message  | payload.room: expected 1 to 128 of A-Z a-z 0-9 . _ ~ -
            {'type':'join','payload':{'room':''}}                                     | bad-message  | payload.room: expected 1 to 128 of A-Z a-z 0-9 . _ ~ -
            {'type':'join','payload':{'room':'a','name':' '}}                         | bad-message  | payload.name: expected 1 to 64 characters, none of them a control character
            {'type':'join','payload':{'room':'a','name':'a\\n'}}                      | bad-message  | payload.name: expected 1 to 64 characters, none of them a control character
            {'type':'join','payload':{'room':'a','name':null}}                        | bad-message  | payload.name: expected 1 to 64 characters, none of them a control character
            {'type':'offer','to':'sfu','payload':{}}                                  | bad-message  | payload.sdp: expected a non-empty string
            {'type':'offer','to':'sfu','payload':{'sdp':''}}                          | bad-message  | payload.sdp: expected a non-empty string
            {'type':'ice-candidate','to':'sfu','payload':{'candidate':7}}             | bad-message  | payload.candidate: expected a string
            {'type':'ice-candidate','to':'sfu','payload':{'candidate':'','sdpMid':7}} | bad-message  | payload.sdpMid: expected a string or null
            """)
    void saysWhatIsWrong(String text, String code, String detail) {
        assertThat(read(text)).isNull();
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0).code().label()).isEqualTo(code);
        assertThat(refused.get(0).detail()).startsWith(detail);
    }

    @Test
    void theIdOfARefusedMessageIsKept() {
        assertThat(read("{'type':'dance','id':'77'}")).isNull();
        assertThat(refused.get(0).id()).isEqualTo("77");
    }

    @Test
    void depthAndLengthsAreBounded() {
        assertThat(read("[".repeat(60_000))).isNull();
        assertThat(refused.get(0).code()).isEqualTo(SignalingCode.BAD_JSON);
        assertThat(read("{'type':'offer','payload':{'a':" + "9".repeat(1_000) + "}}"))
                .isNull();
        assertThat(refused.get(0).code()).isEqualTo(SignalingCode.BAD_JSON);
        assertThat(read("{'type':'offer','payload':{'" + "a".repeat(1_000) + "':1}}"))
                .isNull();
        assertThat(refused.get(0).code()).isEqualTo(SignalingCode.BAD_JSON);
        assertThat(read("{'type':'state','payload':{'a':'" + "a".repeat(1_024) + "'}}"))
                .isNull();
        assertThat(refused.get(0).detail()).isEqualTo("payload: 1032 bytes (expected: at most 1024)");
        assertThat(read("{'type':'" + "x".repeat(60_000) + "'}")).isNull();
        assertThat(refused.get(0).detail().length()).isLessThan(200);
        assertThat(read("{'type':'join','payload':{'room':'a','name':'" + "a".repeat(65) + "'}}"))
                .isNull();
    }

    @Test
    void anyNumberPassesOrIsRefusedButNeverThrows() {
        for (String number : new String[] {
            "0",
            "-0.0",
            "1e400",
            "1e-400",
            "1e2147483647",
            "1e99999999999",
            "-1E+99999999999",
            "0.1000",
            "123456789012345678901234567890"
        }) {
            ClientMessage message = read("{'type':'offer','payload':{'n':" + number + "}}");
            assertThat(message != null || refused.size() == 1).as(number).isTrue();
        }
    }

    @Test
    void readsEveryMember() {
        ClientMessage message = read(
                "{'type':'join','id':'1','from':'me','to':'','traceparent':'" + TRACE + "','payload':{'room':'a'}}");
        assertThat(message).isNotNull();
        assertThat(message.type()).isEqualTo(MessageType.JOIN);
        assertThat(message.id()).isEqualTo("1");
        assertThat(message.traceparent()).isEqualTo(TRACE);
    }

    @Test
    void whatIsReadIsWhatTheSchemaPermits() throws IOException {
        for (Corpus.Sample sample : Corpus.load("signaling").samples()) {
            String text = new String(sample.bytes(), StandardCharsets.UTF_8);
            refused.clear();
            ClientMessage message = MessageReader.read(text, refused::add);
            boolean expected = !sample.name().startsWith("refused-");
            assertThat(message != null).as("%s %s", sample.name(), refused).isEqualTo(expected);
            if (expected) {
                assertThat(Schema.FROM_CLIENT.permits(text)).as(sample.name()).isTrue();
            }
        }
    }

    @Test
    void damagedMessagesAreReadOrRefusedButNeverThrowAndNeverKillAService() {
        SignalingBench bench = new SignalingBench(new SignalingLimits(1_000, 10_000, 1, 15, 30, Retention.DEFAULT));
        SignalingBench.Client[] client = {bench.join("lobby", "Fuzz")};
        Mutations.forEach(Corpus.load("signaling"), 20_261_122L, 4_000, bytes -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            refused.clear();
            ClientMessage message = MessageReader.read(text, refused::add);
            assertThat(refused).hasSize(message == null ? 1 : 0);
            bench.time.advanceMillis(1_000);
            client[0].receiver.onText(text);
            client[0].confirm();
            client[0].inbox.clear();
            if (client[0].closeReason != null) {
                assertThat(message).isNotNull();
                assertThat(message.type()).isEqualTo(MessageType.BYE);
                client[0] = bench.join("lobby", "Fuzz");
            }
        });
    }
}
