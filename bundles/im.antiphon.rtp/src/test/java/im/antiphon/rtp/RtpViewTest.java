// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.testkit.Hex;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RtpViewTest {
    private final RtpView view = new RtpView();

    private boolean wrap(String hex) {
        byte[] bytes = Hex.parse(hex);
        return view.wrap(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    private void refuses(String hex, DropReason reason) {
        assertThat(wrap(hex)).as(hex).isFalse();
        assertThat(view.dropReason()).isEqualTo(reason);
    }

    /** Captured from a browser; see corpus/rtp/README.md. */
    @Test
    void readsABrowsersAudioPacket() {
        assertThat(wrap("906f7d04bee27c7534aefa1dbede0003220ae82131304a10ff0000007807c979c8c957c0a21223faef67f32e"
                        + "e3d3d5e9ecdb3ebc80b66e2ab78c83cd83cd00"))
                .isTrue();
        assertThat(view.payloadType()).isEqualTo(111);
        assertThat(view.marker()).isFalse();
        assertThat(view.sequenceNumber()).isEqualTo(0x7d04);
        assertThat(view.timestamp()).isEqualTo(0xbee27c75);
        assertThat(view.ssrc()).isEqualTo(0x34aefa1d);
        assertThat(view.csrcCount()).isZero();
        assertThat(view.headerLength()).isEqualTo(28);
        assertThat(view.payloadOffset()).isEqualTo(28);
        assertThat(view.payloadLength()).isEqualTo(35);
        assertThat(AbsoluteSendTime.read(view, 2)).isEqualTo(0x0ae821);
        assertThat(TransportSequenceNumber.read(view, 3)).isEqualTo(0x304a);
        assertThat(AudioLevel.voice(AudioLevel.read(view, 1))).isTrue();
        assertThat(AudioLevel.level(AudioLevel.read(view, 1))).isEqualTo(AudioLevel.SILENCE);
        assertThat(view.extensionOffset(4)).isEqualTo(-1);
        assertThat(view.extensionLength(4)).isEqualTo(-1);
    }

    @Test
    void readsContributingSourcesAndMarker() {
        assertThat(wrap("82ef1234 89abcdef 11223344 aaaaaaaa bbbbbbbb 01020304"))
                .isTrue();
        assertThat(view.marker()).isTrue();
        assertThat(view.payloadType()).isEqualTo(111);
        assertThat(view.csrcCount()).isEqualTo(2);
        assertThat(view.csrc(1)).isEqualTo(0xbbbbbbbb);
        assertThat(view.payloadOffset()).isEqualTo(20);
        assertThat(view.payloadLength()).isEqualTo(4);
        assertThat(view.extensionProfile()).isEqualTo(-1);
        assertThatThrownBy(() -> view.csrc(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("index: 2 (expected: 0..1)");
    }

    @Test
    void findsTwoByteElementsEmptyOnesToo() {
        assertThat(wrap("906f0003 00000780 11223344 10050003 01 00 00 02 03 aabbcc 00 ff 01 7f 0102"))
                .isTrue();
        assertThat(view.extensionOffset(1)).isEqualTo(18);
        assertThat(view.extensionLength(1)).isZero();
        assertThat(view.extensionOffset(2)).isEqualTo(21);
        assertThat(view.extensionLength(2)).isEqualTo(3);
        assertThat(view.extensionOffset(255)).isEqualTo(27);
        assertThat(view.payloadLength()).isEqualTo(2);
    }

    @Test
    void stopsAtIdFifteen() {
        assertThat(wrap("906f0002 000003c0 11223344 bede0002 10 8a f0 00 21 00 00 00 0102"))
                .isTrue();
        assertThat(view.extensionOffset(1)).isEqualTo(17);
        assertThat(view.extensionOffset(2)).isEqualTo(-1);
        assertThat(view.extensionOffset(15)).isEqualTo(-1);
    }

    @Test
    void stopsAtIdZeroWithALength() {
        assertThat(wrap("906f0002 000003c0 11223344 bede0002 10 8a 01 00 00 20 07 00 0102"))
                .isTrue();
        assertThat(view.extensionOffset(1)).isEqualTo(17);
        assertThat(view.extensionOffset(2)).isEqualTo(-1);
    }

    @Test
    void anElementThatRunsOverTheEndIsNotThere() {
        assertThat(wrap("906f0002 000003c0 11223344 bede0001 10 8a 2f 00 0102")).isTrue();
        assertThat(view.extensionOffset(1)).isEqualTo(17);
        assertThat(view.extensionOffset(2)).isEqualTo(-1);
    }

    @Test
    void anUnknownExtensionFormHasNoElements() {
        assertThat(wrap("906f0002 000003c0 11223344 abcd0001 10 8a 20 00 0102")).isTrue();
        assertThat(view.extensionProfile()).isEqualTo(0xabcd);
        assertThat(view.extensionOffset(1)).isEqualTo(-1);
        assertThat(view.headerLength()).isEqualTo(20);
    }

    @Test
    void whatWasNotNegotiatedIsNeverFound() {
        assertThat(wrap("906f0002 000003c0 11223344 bede0001 10 8a 20 00 0102")).isTrue();
        assertThat(view.extensionOffset(0)).isEqualTo(-1);
        assertThat(view.extensionOffset(-1)).isEqualTo(-1);
    }

    @Test
    void leavesPaddingOutOfThePayload() {
        assertThat(wrap("a06f0005 00000f00 11223344 01020304 00 00 03")).isTrue();
        assertThat(view.paddingLength()).isEqualTo(3);
        assertThat(view.payloadLength()).isEqualTo(4);
    }

    @Test
    void aProbeIsAllPadding() {
        assertThat(wrap("a06f0006 000012c0 11223344 00 00 00 04")).isTrue();
        assertThat(view.payloadLength()).isZero();
    }

    @Test
    void encryptedPaddingIsNotLookedAt() {
        byte[] bytes = Hex.parse("a06f0005 00000f00 11223344 deadbeef");
        assertThat(view.wrapHeader(ByteBuffer.wrap(bytes), 0, bytes.length)).isTrue();
        assertThat(view.paddingLength()).isZero();
        assertThat(view.payloadLength()).isEqualTo(4);
        refuses("a06f0005 00000f00 11223344 deadbeef", DropReason.BAD_LENGTH);
    }

    @Test
    void refusesWhatIsNotRtp() {
        refuses("", DropReason.TRUNCATED);
        refuses("806f0001 00000000 112233", DropReason.TRUNCATED);
        refuses("406f0001 00000000 11223344", DropReason.BAD_VERSION);
        refuses("c06f0001 00000000 11223344", DropReason.BAD_VERSION);
        refuses("816f0001 00000000 11223344", DropReason.BAD_LENGTH);
        refuses("906f0001 00000000 11223344", DropReason.BAD_LENGTH);
        refuses("906f0001 00000000 11223344 bede0001", DropReason.BAD_LENGTH);
        refuses("906f0001 00000000 11223344 bedeffff 00000000", DropReason.BAD_LENGTH);
        refuses("a06f0001 00000000 11223344", DropReason.BAD_LENGTH);
        refuses("a06f0001 00000000 11223344 00", DropReason.BAD_LENGTH);
        refuses("a06f0001 00000000 11223344 02", DropReason.BAD_LENGTH);
    }

    @Test
    void rewritesInPlaceAndNothingBeside() {
        byte[] bytes = Hex.parse("ffff b1ef1234 89abcdef 11223344 aaaaaaaa bede0000 01 ffff");
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        assertThat(view.wrap(buffer, 2, 21)).isTrue();
        view.payloadType(96);
        view.sequenceNumber(0xfffe);
        view.timestamp(1);
        view.ssrc(0x80000000);
        assertThat(Hex.format(bytes)).isEqualTo("ffffb1e0fffe0000000180000000aaaaaaaabede000001ffff");
        view.marker(false);
        assertThat(view.marker()).isFalse();
        assertThat(view.payloadType()).isEqualTo(96);
        view.marker(true);
        assertThat(view.marker()).isTrue();
        assertThat(view.payloadType()).isEqualTo(96);
        assertThat(buffer.position()).isZero();
    }

    @Test
    void namesWhatWasAskedWrongly() {
        ByteBuffer buffer = ByteBuffer.allocate(20);
        assertThatThrownBy(() -> view.wrap(buffer, 10, 11))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("offset, length: 10, 11 (expected: within 0..20)");
        assertThatThrownBy(() -> view.wrap(buffer, -1, 11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> view.create(buffer, 0, 11)).isInstanceOf(IllegalArgumentException.class);
        view.create(buffer, 0, 12);
        assertThatThrownBy(() -> view.sequenceNumber(65536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sequenceNumber: 65536 (expected: 0..65535)");
        assertThatThrownBy(() -> view.payloadType(128)).isInstanceOf(IllegalArgumentException.class);
    }
}
