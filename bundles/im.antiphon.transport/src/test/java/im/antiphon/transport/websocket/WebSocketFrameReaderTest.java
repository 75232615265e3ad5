// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Hex;
import im.antiphon.testkit.Mutations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketFrameReaderTest {
    private static final int LIMIT = 65_536;

    /** RFC 6455, section 5.7. */
    @Test
    void readsTheExamplesOfTheRfc() {
        assertThat(read(Hex.parse("818537fa213d7f9f4d5158"))).containsExactly("text Hello");
        assertThat(read(Hex.parse("898537fa213d7f9f4d5158"))).containsExactly("ping Hello");
        assertThat(read(Hex.parse("8a8537fa213d7f9f4d5158"))).containsExactly("pong");
    }

    @Test
    void putsFragmentsTogetherAroundAPing() {
        assertThat(read(ClientFrames.join(
                        ClientFrames.frame(0x01, bytes("Hel")),
                        ClientFrames.frame(0x89, bytes("?")),
                        ClientFrames.frame(0x00, bytes("l")),
                        ClientFrames.frame(0x80, bytes("o")),
                        ClientFrames.text("next"))))
                .containsExactly("ping ?", "text Hello", "text next");
    }

    @Test
    void aCharacterMayBeCutByFragments() {
        byte[] euro = bytes("€");
        assertThat(read(ClientFrames.join(
                        ClientFrames.frame(0x01, Arrays.copyOf(euro, 1)),
                        ClientFrames.frame(0x80, Arrays.copyOfRange(euro, 1, 3)))))
                .containsExactly("text €");
    }

    @Test
    void anEmptyMessageIsAMessage() {
        assertThat(read(ClientFrames.text(""))).containsExactly("text ");
    }

    @Test
    void theLongestMessageIsTakenAndOneByteMoreIsNot() {
        String longest = "x".repeat(LIMIT);
        assertThat(read(ClientFrames.text(longest))).containsExactly("text " + longest);
        assertThat(read(ClientFrames.join(ClientFrames.text(longest + "y"), ClientFrames.text("on"))))
                .containsExactly("oversized 65537", "text on");
    }

    @Test
    void anOversizedMessageInFragmentsIsPassedOverToo() {
        byte[] half = new byte[40_000];
        Arrays.fill(half, (byte) 'x');
        assertThat(read(ClientFrames.join(
                        ClientFrames.frame(0x01, half),
                        ClientFrames.frame(0x00, half),
                        ClientFrames.frame(0x80, half),
                        ClientFrames.text("on"))))
                .containsExactly("oversized 120000", "text on");
    }

    @Test
    void beyondAMebibyteThereIsNoPatience() {
        assertThat(read(ClientFrames.header(0x81, (1 << 20) + 1))).containsExactly("violation 1009");
        assertThat(read(ClientFrames.header(0x81, Long.MAX_VALUE))).containsExactly("violation 1009");
        byte[] most = new byte[1 << 20];
        assertThat(read(ClientFrames.join(ClientFrames.frame(0x01, most), ClientFrames.frame(0x80, new byte[1]))))
                .containsExactly("violation 1009");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "c18037fa213d, 1002", // a reserved bit
        "838037fa213d, 1002", // reserved opcodes
        "8b8037fa213d, 1002",
        "8100, 1002", // no mask
        "808037fa213d, 1002", // continuation of nothing
        "098037fa213d, 1002", // a fragmented ping
        "89fe007e37fa213d, 1002", // a ping of 126 bytes
        "81fe000537fa213d, 1002", // a length not in its shortest form
        "81ff000000000000ffff37fa213d, 1002",
        "81ff800000000000000037fa213d, 1002", // a negative length
        "828037fa213d, 1003", // binary
        "818200000000c328, 1007", // not UTF-8
        "818300000000eda080, 1007", // a surrogate
        "88810000000003, 1002", // half a close code
        "888200000000" + "03e7, 1002", // close codes that may not be sent: 999, 1005, 1006, 1015, 2999, 5000
        "888200000000" + "03ed, 1002",
        "888200000000" + "03ee, 1002",
        "888200000000" + "03f7, 1002",
        "888200000000" + "0bb7, 1002",
        "888200000000" + "1388, 1002",
        "888400000000" + "03e8c328, 1007" // a close reason that is not UTF-8
    })
    void answersAViolationWithTheCodeOfTheRfc(String hex, int code) {
        assertThat(read(ClientFrames.join(Hex.parse(hex), ClientFrames.text("ignored"))))
                .containsExactly("violation " + code);
    }

    @Test
    void aNewMessageInsideAFragmentedOneIsAViolation() {
        assertThat(read(ClientFrames.join(ClientFrames.frame(0x01, bytes("a")), ClientFrames.text("b"))))
                .containsExactly("violation 1002");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999})
    void aCloseEndsTheReading(int code) {
        assertThat(read(ClientFrames.join(ClientFrames.close(code, "bye"), ClientFrames.text("ignored"))))
                .containsExactly("close " + code);
    }

    @Test
    void aCloseNeedNotGiveACode() {
        assertThat(read(ClientFrames.frame(0x88, new byte[0]))).containsExactly("close 1005");
    }

    @Property(tries = 300)
    void readsWhatAClientWritesHoweverItIsCut(@ForAll List<@StringLength(max = 400) String> texts, @ForAll long seed) {
        List<String> valid = texts.stream()
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text))
                .toList();
        byte[] all = ClientFrames.join(valid.stream().map(ClientFrames::text).toArray(byte[][]::new));
        assertThat(readInPieces(all, new Random(seed)))
                .isEqualTo(valid.stream().map(text -> "text " + text).toList());
    }

    @Test
    void hostileBytesNeitherThrowNorLeak() {
        Random cuts = new Random(7);
        Mutations.forEach(Corpus.load("websocket-frames"), 20_261_122L, 20_000, bytes -> {
            List<String> whole = read(bytes);
            assertThat(readInPieces(bytes, cuts)).isEqualTo(whole);
        });
    }

    private static List<String> read(byte[] bytes) {
        return readInPieces(bytes, null);
    }

    private static List<String> readInPieces(byte[] bytes, @org.jspecify.annotations.Nullable Random cuts) {
        Recorder recorder = new Recorder();
        Counting allocator = new Counting();
        WebSocketFrameReader reader = new WebSocketFrameReader(recorder, allocator, LIMIT);
        int offset = 0;
        while (offset < bytes.length) {
            int size = cuts == null ? bytes.length : Math.min(1 + cuts.nextInt(40), bytes.length - offset);
            ByteBuf piece = Unpooled.wrappedBuffer(bytes, offset, size);
            reader.read(piece);
            assertThat(piece.isReadable()).isFalse();
            offset += size;
        }
        reader.end();
        assertThat(allocator.handedOut).allMatch(buffer -> buffer.refCnt() == 0);
        return recorder.events;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Recorder implements FrameSink {
        private final List<String> events = new ArrayList<>();

        @Override
        public void onText(String text) {
            events.add("text " + text);
        }

        @Override
        public void onOversized(long sizeInBytes) {
            events.add("oversized " + sizeInBytes);
        }

        @Override
        public void onPing(byte[] payload) {
            events.add("ping " + new String(payload, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void onPong() {
            events.add("pong");
        }

        @Override
        public void onClose(int code) {
            events.add("close " + code);
        }

        @Override
        public void onViolation(int code, String reason) {
            events.add("violation " + code);
        }
    }

    private static final class Counting extends io.netty.buffer.AbstractByteBufAllocator {
        private final List<ByteBuf> handedOut = new ArrayList<>();

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
            handedOut.add(buffer);
            return buffer;
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return newHeapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }
}
