// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.g711;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.EncoderSettings;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class G711CodecTest {
    private static final EncoderSettings MONO_20_MS = new EncoderSettings(1, 20, 64_000, 0, 0);

    @Test
    void saysOfItselfWhatRfc3551Assigns() {
        assertThat(G711Codec.pcmu().format().matches("pcmu", 8_000, 1)).isTrue();
        assertThat(G711Codec.pcmu().format().staticPayloadType()).isZero();
        assertThat(G711Codec.pcma().format().matches("pcma", 8_000, 1)).isTrue();
        assertThat(G711Codec.pcma().format().staticPayloadType()).isEqualTo(8);
        assertThat(G711Codec.pcma().targetBitsPerSecond(20_000, 300, 90)).isEqualTo(64_000);
    }

    @Test
    void aFrameComesBackWithinTheStepsOfTheLaw() {
        for (G711Codec codec : new G711Codec[] {G711Codec.pcmu(), G711Codec.pcma()}) {
            short[] tone = tone(160);
            ByteBuffer payload = ByteBuffer.allocate(200);
            assertThat(codec.newEncoder(MONO_20_MS).encode(tone, 0, payload)).isEqualTo(160);
            short[] heard = new short[170];
            assertThat(codec.newDecoder(1).decode(payload.flip(), heard, 10)).isEqualTo(160);
            for (int i = 0; i < tone.length; i++) {
                assertThat((double) heard[10 + i]).isBetween(tone[i] - 300.0, tone[i] + 300.0);
            }
        }
    }

    @Test
    void bothChannelsAreMixedIntoOneAndOneIsHeardOnBoth() {
        EncoderSettings stereo = new EncoderSettings(2, 10, 64_000, 0, 0);
        short[] pcm = new short[160];
        for (int i = 0; i < 80; i++) {
            pcm[2 * i] = 1_000;
            pcm[2 * i + 1] = 3_000;
        }
        ByteBuffer payload = ByteBuffer.allocate(80);
        assertThat(G711Codec.pcma().newEncoder(stereo).encode(pcm, 0, payload)).isEqualTo(80);
        short[] heard = new short[160];
        assertThat(G711Codec.pcma().newDecoder(2).decode(payload.flip(), heard, 0))
                .isEqualTo(80);
        for (short sample : heard) {
            assertThat(sample).isBetween((short) 1_900, (short) 2_100);
        }
    }

    @Test
    void aGapIsFilledWithWhatWasHeardFadingToSilence() {
        AudioDecoder decoder = G711Codec.pcmu().newDecoder(1);
        byte[] loud = new byte[160];
        Arrays.fill(loud, Companding.MU.encode((short) 8_000));
        short[] pcm = new short[160];
        decoder.decode(ByteBuffer.wrap(loud), pcm, 0);
        short heard = pcm[0];
        short previous = heard;
        for (int frame = 0; frame < 3; frame++) {
            assertThat(decoder.conceal(pcm, 0, 160)).isEqualTo(160);
            for (short sample : pcm) {
                assertThat(sample).isBetween((short) 0, previous);
                previous = sample;
            }
        }
        assertThat(decoder.conceal(pcm, 0, 160)).isEqualTo(160);
        assertThat(pcm).containsOnly(0);
        decoder.decode(ByteBuffer.wrap(loud), pcm, 0);
        decoder.conceal(pcm, 0, 1);
        assertThat(pcm[0]).isEqualTo(heard);
    }

    @Test
    void beforeAnythingWasHeardAGapIsSilence() {
        short[] pcm = {1, 2, 3};
        assertThat(G711Codec.pcmu().newDecoder(1).conceal(pcm, 1, 100)).isEqualTo(2);
        assertThat(pcm).containsExactly(1, 0, 0);
    }

    @Property(tries = 300)
    void anyPayloadIsSamplesOrMinusOne(
            @ForAll @Size(max = 2_000) byte[] payload,
            @ForAll @IntRange(min = -5, max = 500) int offset,
            @ForAll @IntRange(min = 1, max = 2) int channels,
            @ForAll boolean direct) {
        short[] pcm = new short[1_000];
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(payload.length) : ByteBuffer.allocate(payload.length);
        buffer.put(payload).flip();
        boolean fits = payload.length > 0 && offset >= 0 && payload.length * channels <= pcm.length - offset;
        assertThat(G711Codec.pcma().newDecoder(channels).decode(buffer, pcm, offset))
                .isEqualTo(fits ? payload.length : -1);
    }

    @Test
    void missingSamplesOrRoomAreAMisuse() {
        AudioEncoder encoder = G711Codec.pcmu().newEncoder(MONO_20_MS);
        assertThatThrownBy(() -> encoder.encode(new short[160], 1, ByteBuffer.allocate(160)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pcm: 159 samples from 1 (expected: >= 160)");
        assertThatThrownBy(() -> encoder.encode(new short[160], 0, ByteBuffer.allocate(159)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("payload: room for 159 bytes (expected: >= 160)");
        assertThatThrownBy(() -> encoder.reconfigure(new EncoderSettings(1, 40, 64_000, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> G711Codec.pcmu().newDecoder(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channels: 3 (expected: 1..2)");
    }

    @Test
    void newSettingsAreKeptThoughTheyChangeNothing() {
        AudioEncoder encoder = G711Codec.pcmu().newEncoder(MONO_20_MS);
        EncoderSettings changed = new EncoderSettings(1, 20, 12_345, 3, 0.5);
        encoder.reconfigure(changed);
        assertThat(encoder.settings()).isEqualTo(changed);
        assertThat(encoder.encode(new short[160], 0, ByteBuffer.allocate(160))).isEqualTo(160);
    }

    private static short[] tone(int samples) {
        short[] tone = new short[samples];
        for (int i = 0; i < samples; i++) {
            tone[i] = (short) (9_000 * Math.sin(2 * Math.PI * 440 * i / 8_000));
        }
        return tone;
    }
}
