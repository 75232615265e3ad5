// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.testkit.Hex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class HeaderExtensionTest {
    private final ByteBuffer buffer = ByteBuffer.allocate(128);
    private final RtpView view = new RtpView();
    private final HeaderExtensionWriter writer = new HeaderExtensionWriter();

    private void begin() {
        view.create(buffer, 0, RtpView.FIXED_HEADER_LENGTH);
        writer.begin(buffer, 0);
    }

    @Test
    void everyUriLeadsBackToItsElement() {
        for (HeaderExtension extension : HeaderExtension.values()) {
            assertThat(HeaderExtension.forUri(extension.uri())).isEqualTo(extension);
        }
        assertThat(HeaderExtension.forUri("urn:3gpp:video-orientation")).isNull();
    }

    @Test
    void writesTheOneByteFormAndFillsTheLastWord() {
        begin();
        writer.add(1, "0".getBytes(StandardCharsets.UTF_8));
        writer.add8(2, AudioLevel.encode(true, 10));
        writer.add24(3, 0x010203);
        writer.add16(4, 7);
        assertThat(writer.end()).isEqualTo(28);
        assertThat(Hex.format(buffer.array(), 0, 28))
                .isEqualTo("900000000000000000000000" + "bede0003" + "1030208a3201020341000700");
        assertThat(view.wrap(buffer, 0, 28)).isTrue();
        assertThat(SdesText.read(view, 1)).isEqualTo("0");
        assertThat(AudioLevel.read(view, 2)).isEqualTo(0x8a);
        assertThat(AbsoluteSendTime.read(view, 3)).isEqualTo(0x010203);
        assertThat(TransportSequenceNumber.read(view, 4)).isEqualTo(7);
    }

    @Test
    void withoutElementsThereIsNoExtension() {
        begin();
        writer.add8(1, 1);
        writer.end();
        writer.begin(buffer, 0);
        assertThat(writer.end()).isEqualTo(12);
        assertThat(buffer.get(0)).isEqualTo((byte) 0x80);
    }

    @Test
    void copiesAnElementOfAnotherPacket() {
        ByteBuffer other = ByteBuffer.wrap(Hex.parse("906f0003 00000780 11223344 10000001 07 02 aabb"));
        RtpView from = new RtpView();
        assertThat(from.wrap(other, 0, 20)).isTrue();
        begin();
        writer.add(9, other, from.extensionOffset(7), from.extensionLength(7));
        assertThat(view.wrap(buffer, 0, writer.end())).isTrue();
        assertThat(TransportSequenceNumber.read(view, 9)).isEqualTo(0xaabb);
    }

    @Test
    void refusesWhatTheOneByteFormCannotSay() {
        begin();
        assertThatThrownBy(() -> writer.add8(15, 0)).hasMessage("id: 15 (expected: 1..14)");
        assertThatThrownBy(() -> writer.add8(0, 0)).hasMessage("id: 0 (expected: 1..14)");
        assertThatThrownBy(() -> writer.add(1, new byte[17])).hasMessage("length: 17 (expected: 1..16)");
        assertThatThrownBy(() -> writer.add(1, new byte[0])).hasMessage("length: 0 (expected: 1..16)");
    }

    @Test
    void elementsOfTheWrongSizeAreNotRead() {
        begin();
        writer.add8(1, 5);
        assertThat(view.wrap(buffer, 0, writer.end())).isTrue();
        assertThat(TransportSequenceNumber.read(view, 1)).isEqualTo(-1);
        assertThat(AbsoluteSendTime.read(view, 1)).isEqualTo(-1);
        assertThat(AudioLevel.read(view, 2)).isEqualTo(-1);
        assertThat(SdesText.read(view, 2)).isNull();
    }

    @Test
    void textIsComparedWhole() {
        begin();
        writer.add(1, "audio".getBytes(StandardCharsets.UTF_8));
        assertThat(view.wrap(buffer, 0, writer.end())).isTrue();
        assertThat(SdesText.matches(view, 1, "audio".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(SdesText.matches(view, 1, "audi".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(SdesText.matches(view, 1, "audiO".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(SdesText.matches(view, 2, "audio".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Property
    void levelsComeBack(@ForAll boolean voice, @ForAll @IntRange(max = 127) int level) {
        int value = AudioLevel.encode(voice, level);
        assertThat(AudioLevel.voice(value)).isEqualTo(voice);
        assertThat(AudioLevel.level(value)).isEqualTo(level);
    }

    @Test
    void aSendTimeIsSixBitsOfSecondsAndEighteenOfTheirFraction() {
        assertThat(AbsoluteSendTime.ofNanos(0)).isZero();
        assertThat(AbsoluteSendTime.ofNanos(1_000_000_000L)).isEqualTo(1 << 18);
        assertThat(AbsoluteSendTime.ofNanos(63_500_000_000L)).isEqualTo(63 << 18 | 1 << 17);
        assertThat(AbsoluteSendTime.ofNanos(64_000_000_000L)).isZero();
        assertThat(AbsoluteSendTime.ofNanos(-1_000_000_000L)).isEqualTo(63 << 18);
    }

    @Property
    void timeBetweenTwoPacketsSurvivesTheWrap(
            @ForAll long start, @ForAll @LongRange(min = -31_000_000_000L, max = 31_000_000_000L) long nanos) {
        long from = start >> 2;
        int earlier = AbsoluteSendTime.ofNanos(from);
        int later = AbsoluteSendTime.ofNanos(from + nanos);
        assertThat(AbsoluteSendTime.nanosBetween(earlier, later)).isBetween(nanos - 4000, nanos + 4000);
    }
}
