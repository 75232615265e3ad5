// SPDX-License-Identifier: Apache-2.0
package im.antiphon.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.EncoderSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * What every codec has to do, whatever its payloads look like.
 *
 * <pre>
 * class AcmeCodecContractTest extends CodecContract {
 *     {@literal @}Override
 *     protected CodecFactory factory() {
 *         return new AcmeCodec();
 *     }
 * }
 * </pre>
 */
public abstract class CodecContract {
    private static final int ROOM = 8_192;
    private static final short GUARD = 12_345;
    private static final int GUARDED = 64;

    private static final EncoderSettings MONO = new EncoderSettings(1, 20, 32_000, 5, 0);

    /** The factory under test; may be a new one each time. */
    protected abstract CodecFactory factory();

    @Test
    void whatItIsNeverChanges() {
        CodecFactory factory = factory();
        assertThat(factory.format()).isEqualTo(factory.format());
        assertThat(factory.samplingRate()).isEqualTo(factory.samplingRate());
        assertThat(factory.samplingRate()).isPositive();
        assertThat(factory.samplingRate() % 1_000)
                .as("samples in a millisecond are whole")
                .isZero();
    }

    @Test
    void aFrameBecomesAPayloadAndThatAFrameOfTheSameLength() {
        CodecFactory factory = factory();
        for (EncoderSettings settings : allSettings()) {
            short[] pcm = tone(factory, settings, 4);
            int samples = samplesPerFrame(factory, settings);
            try (AudioEncoder encoder = factory.newEncoder(settings);
                    AudioDecoder decoder = factory.newDecoder(settings.channels())) {
                for (int frame = 0; frame < 4; frame++) {
                    ByteBuffer payload = ByteBuffer.allocate(ROOM);
                    payload.position(7);
                    int length = encoder.encode(pcm, frame * samples * settings.channels(), payload);
                    assertThat(payload.position())
                            .as("the position moves by what was written")
                            .isEqualTo(7 + length);
                    if (length > 0) {
                        payload.flip().position(7);
                        short[] decoded = new short[samples * settings.channels()];
                        assertThat(decoder.decode(payload, decoded, 0))
                                .as("%s", settings)
                                .isEqualTo(samples);
                    }
                }
            }
        }
    }

    @Test
    void whatComesOutIsAboutAsLoudAsWhatWentIn() {
        CodecFactory factory = factory();
        short[] pcm = tone(factory, MONO, 50);
        short[] decoded = transcode(factory, MONO, pcm, ByteBuffer::allocate);
        int half = pcm.length / 2;
        assertThat(energy(decoded, half) / energy(pcm, half)).isBetween(0.25, 4.0);
        short[] silence = transcode(factory, MONO, new short[pcm.length], ByteBuffer::allocate);
        assertThat(energy(silence, half)).isLessThan(energy(pcm, half) / 1_000);
    }

    @Test
    void allKindsOfBuffersAreTakenAlike() {
        CodecFactory factory = factory();
        short[] pcm = tone(factory, MONO, 10);
        short[] expected = transcode(factory, MONO, pcm, ByteBuffer::allocate);
        assertThat(transcode(factory, MONO, pcm, ByteBuffer::allocateDirect)).isEqualTo(expected);
        assertThat(transcode(factory, MONO, pcm, size -> ByteBuffer.allocate(size + 13)
                        .position(13)
                        .slice()))
                .isEqualTo(expected);
    }

    @Test
    void aPayloadThatIsReadOnlyIsDecoded() {
        CodecFactory factory = factory();
        ByteBuffer payload = onePayload(factory, MONO);
        short[] expected = new short[ROOM];
        short[] decoded = new short[ROOM];
        try (AudioDecoder one = factory.newDecoder(1);
                AudioDecoder other = factory.newDecoder(1)) {
            int samples = one.decode(payload.duplicate(), expected, 0);
            assertThat(other.decode(payload.asReadOnlyBuffer(), decoded, 0)).isEqualTo(samples);
            assertThat(decoded).isEqualTo(expected);
        }
    }

    @Test
    void anEncoderWithoutAWholeFrameOrWithoutRoomIsMisused() {
        CodecFactory factory = factory();
        int samples = samplesPerFrame(factory, MONO);
        try (AudioEncoder encoder = factory.newEncoder(MONO)) {
            ByteBuffer payload = ByteBuffer.allocate(ROOM);
            short[] pcm = tone(factory, MONO, 1);
            for (int offset : new int[] {1, samples, samples + 1, -1, Integer.MAX_VALUE}) {
                assertThatThrownBy(() -> encoder.encode(pcm, offset, payload))
                        .as("offset %d", offset)
                        .isInstanceOf(IllegalArgumentException.class);
            }
            ByteBuffer full = ByteBuffer.allocate(ROOM);
            full.position(ROOM);
            assertThatThrownBy(() -> encoder.encode(pcm, 0, full)).isInstanceOf(IllegalArgumentException.class);
            assertThat(full.position()).isEqualTo(ROOM);
            assertThat(payload.position()).isZero();
            assertThat(encoder.encode(pcm, 0, payload))
                    .as("the encoder is none the worse for it")
                    .isPositive();
        }
    }

    @Test
    void payloadsOfAnyBytesAreAnsweredAndNothingIsWrittenOutsideWhatIsClaimed() {
        CodecFactory factory = factory();
        Random random = new Random(1);
        for (int channels = 1; channels <= 2; channels++) {
            try (AudioDecoder decoder = factory.newDecoder(channels)) {
                for (int i = 0; i < 3_000; i++) {
                    byte[] bytes = new byte[random.nextInt(i % 10 == 0 ? 2_000 : 40)];
                    random.nextBytes(bytes);
                    decodeGuarded(decoder, ByteBuffer.wrap(bytes), channels, random);
                }
            }
        }
    }

    @Test
    void aDamagedPayloadDoesNotSpoilTheDecoderForGoodOnes() {
        CodecFactory factory = factory();
        Random random = new Random(2);
        int samples = samplesPerFrame(factory, MONO);
        try (AudioDecoder decoder = factory.newDecoder(1)) {
            for (int i = 0; i < 300; i++) {
                ByteBuffer payload = onePayload(factory, MONO);
                byte[] damaged = new byte[payload.remaining()];
                payload.duplicate().get(damaged);
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
                decodeGuarded(decoder, ByteBuffer.wrap(damaged, 0, 1 + random.nextInt(damaged.length)), 1, random);
                assertThat(decoder.decode(payload, new short[ROOM], 0)).isEqualTo(samples);
            }
        }
    }

    @Test
    void whereThereIsNoRoomForTheSamplesNoneIsWritten() {
        CodecFactory factory = factory();
        int samples = samplesPerFrame(factory, MONO);
        ByteBuffer payload = onePayload(factory, MONO);
        try (AudioDecoder decoder = factory.newDecoder(1)) {
            for (int room : new int[] {0, 1, samples - 1}) {
                short[] pcm = new short[samples];
                Arrays.fill(pcm, GUARD);
                assertThat(decoder.decode(payload.duplicate(), pcm, samples - room))
                        .isEqualTo(-1);
                assertThat(pcm).containsOnly(GUARD);
            }
            assertThat(decoder.decode(payload.duplicate(), new short[samples], -1))
                    .isEqualTo(-1);
            assertThat(decoder.decode(payload.duplicate(), new short[samples], samples + 1))
                    .isEqualTo(-1);
        }
    }

    @Test
    void aGapIsFilledWithinItsRoomWhateverCameBefore() {
        CodecFactory factory = factory();
        ByteBuffer payload = onePayload(factory, MONO);
        try (AudioDecoder decoder = factory.newDecoder(1)) {
            for (int round = 0; round < 3; round++) {
                for (int asked : new int[] {0, 1, 7, 160, 441, 960, 5_760}) {
                    short[] pcm = new short[GUARDED + asked + GUARDED];
                    Arrays.fill(pcm, GUARD);
                    int written = decoder.conceal(pcm, GUARDED, asked);
                    assertThat(written).isBetween(0, asked);
                    assertGuarded(pcm, written);
                }
                short[] little = new short[100];
                assertThat(decoder.conceal(little, 90, 960)).as("room for ten").isBetween(0, 10);
                decoder.decode(payload.duplicate(), new short[ROOM], 0);
            }
        }
    }

    @Test
    void settingsInForceAreThoseLastGiven() {
        CodecFactory factory = factory();
        try (AudioEncoder encoder = factory.newEncoder(MONO)) {
            assertThat(encoder.settings()).isEqualTo(MONO);
            short[] pcm = tone(factory, MONO, 1);
            for (EncoderSettings changed : List.of(
                    new EncoderSettings(1, 20, 1, 0, 1),
                    new EncoderSettings(1, 20, Integer.MAX_VALUE, 10, 0),
                    new EncoderSettings(1, 20, 24_000, 3, 0.1))) {
                encoder.reconfigure(changed);
                assertThat(encoder.settings()).isEqualTo(changed);
                assertThat(encoder.encode(pcm, 0, ByteBuffer.allocate(ROOM))).isGreaterThanOrEqualTo(0);
            }
        }
    }

    @Test
    void channelsAndFrameLengthStay() {
        try (AudioEncoder encoder = factory().newEncoder(MONO)) {
            for (EncoderSettings other :
                    List.of(new EncoderSettings(2, 20, 32_000, 5, 0), new EncoderSettings(1, 10, 32_000, 5, 0))) {
                assertThatThrownBy(() -> encoder.reconfigure(other)).isInstanceOf(IllegalArgumentException.class);
                assertThat(encoder.settings()).isEqualTo(MONO);
            }
        }
    }

    @Test
    void aSuccessorGoesOnWithTheStreamOfItsPredecessor() {
        CodecFactory factory = factory();
        int samples = samplesPerFrame(factory, MONO);
        short[] pcm = tone(factory, MONO, 10);
        AudioEncoder encoder = factory.newEncoder(MONO);
        AudioDecoder decoder = factory.newDecoder(1);
        for (int frame = 0; frame < 10; frame++) {
            if (frame % 3 == 2) {
                AudioEncoder successor = factory().newEncoder(encoder.settings());
                encoder.close();
                encoder = successor;
            }
            if (frame % 4 == 3) {
                decoder.close();
                decoder = factory().newDecoder(1);
            }
            ByteBuffer payload = ByteBuffer.allocate(ROOM);
            if (encoder.encode(pcm, frame * samples, payload) > 0) {
                assertThat(decoder.decode(payload.flip(), new short[samples], 0))
                        .isEqualTo(samples);
            }
        }
        encoder.close();
        decoder.close();
    }

    @Test
    void theTargetIsARateWhateverThePathLooksLike() {
        CodecFactory factory = factory();
        for (double roundTrip : new double[] {-1, 0, 80, 1e9, Double.MAX_VALUE, Double.NaN}) {
            for (double jitter : new double[] {0, 20, 1e9, Double.POSITIVE_INFINITY, -1, Double.NaN}) {
                for (int base : new int[] {1, 24_000, 64_000, Integer.MAX_VALUE}) {
                    assertThat(factory.targetBitsPerSecond(base, roundTrip, jitter))
                            .as("target for base %d, round trip %f ms, jitter %f ms", base, roundTrip, jitter)
                            .isPositive();
                }
            }
        }
    }

    @Test
    void severalStreamsAtOnceAreCodedAsEachWouldBeAlone() {
        CodecFactory factory = factory();
        short[] pcm = tone(factory, MONO, 25);
        short[] alone = transcode(factory, MONO, pcm, ByteBuffer::allocate);
        assertThat(Together.run(() -> transcode(factory, MONO, pcm, ByteBuffer::allocate)))
                .allSatisfy(beside -> assertThat(beside).isEqualTo(alone));
    }

    private static List<EncoderSettings> allSettings() {
        List<EncoderSettings> all = new ArrayList<>();
        for (int channels = 1; channels <= 2; channels++) {
            for (int millis : new int[] {10, 20, 40, 60}) {
                all.add(new EncoderSettings(channels, millis, 32_000, 5, 0.05));
            }
        }
        return all;
    }

    private static int samplesPerFrame(CodecFactory factory, EncoderSettings settings) {
        return factory.samplingRate() / 1_000 * settings.frameMillis();
    }

    private static short[] tone(CodecFactory factory, EncoderSettings settings, int frames) {
        short[] pcm = new short[frames * samplesPerFrame(factory, settings) * settings.channels()];
        for (int i = 0; i < pcm.length; i++) {
            double seconds = (double) (i / settings.channels()) / factory.samplingRate();
            pcm[i] = (short) (8_000 * Math.sin(2 * Math.PI * 440 * seconds));
        }
        return pcm;
    }

    private static ByteBuffer onePayload(CodecFactory factory, EncoderSettings settings) {
        try (AudioEncoder encoder = factory.newEncoder(settings)) {
            ByteBuffer payload = ByteBuffer.allocate(ROOM);
            assertThat(encoder.encode(tone(factory, settings, 1), 0, payload)).isPositive();
            return payload.flip();
        }
    }

    private static short[] transcode(
            CodecFactory factory, EncoderSettings settings, short[] pcm, IntFunction<ByteBuffer> buffers) {
        int frame = samplesPerFrame(factory, settings) * settings.channels();
        short[] decoded = new short[pcm.length];
        try (AudioEncoder encoder = factory.newEncoder(settings);
                AudioDecoder decoder = factory.newDecoder(settings.channels())) {
            for (int at = 0; at < pcm.length; at += frame) {
                ByteBuffer payload = buffers.apply(ROOM);
                if (encoder.encode(pcm, at, payload) > 0) {
                    decoder.decode(payload.flip(), decoded, at);
                }
            }
        }
        return decoded;
    }

    private static void decodeGuarded(AudioDecoder decoder, ByteBuffer payload, int channels, Random random) {
        short[] pcm = new short[GUARDED + random.nextInt(6_000) * channels + GUARDED];
        Arrays.fill(pcm, GUARD);
        int limit = payload.limit();
        int samples = decoder.decode(payload, pcm, GUARDED);
        assertThat(payload.limit()).isEqualTo(limit);
        assertThat(samples).isGreaterThanOrEqualTo(-1);
        assertGuarded(pcm, Math.max(0, samples) * channels);
    }

    /** Nothing but the samples claimed, from {@value #GUARDED} on, differs from the guard. */
    private static void assertGuarded(short[] pcm, int written) {
        assertThat(GUARDED + written).isLessThanOrEqualTo(pcm.length);
        for (int i = 0; i < pcm.length; i++) {
            if ((i < GUARDED || i >= GUARDED + written) && pcm[i] != GUARD) {
                throw new AssertionError("sample " + (i - GUARDED) + " was written, of " + written + " claimed");
            }
        }
    }

    private static double energy(short[] pcm, int from) {
        double sum = 0;
        for (int i = from; i < pcm.length; i++) {
            sum += (double) pcm[i] * pcm[i];
        }
        return sum / (pcm.length - from);
    }
}
