// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.libopus;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.codec.opus.OpusCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** libopus beside Concentus, and what only libopus can. */
class LibOpusTest {
    private static final int FRAME = 960;
    private static final int FRAMES = 150;
    private static final EncoderSettings LOSSY = new EncoderSettings(1, 20, 32_000, 10, 0.1);
    private static final EncoderSettings CLEAN = new EncoderSettings(1, 20, 32_000, 10, 0);

    private @Nullable LibOpusCodec loaded;

    @BeforeEach
    void load() {
        loaded = LibOpusCodec.load();
        assumeTrue(loaded != null, "this system has no libopus");
    }

    private LibOpusCodec codec() {
        return requireNonNull(loaded);
    }

    /** Something like speech: a pitch that glides, loud and soft by turns. */
    private static short[] voice() {
        short[] pcm = new short[FRAME * FRAMES];
        double phase = 0;
        for (int i = 0; i < pcm.length; i++) {
            double seconds = i / 48_000.0;
            phase += 2 * Math.PI * (140 + 50 * Math.sin(2 * Math.PI * 1.7 * seconds)) / 48_000;
            double loud = 0.55 + 0.45 * Math.sin(2 * Math.PI * 3.1 * seconds);
            double sound = Math.sin(phase) + 0.6 * Math.sin(2 * phase) + 0.35 * Math.sin(5 * phase);
            pcm[i] = (short) (6_000 * loud * sound);
        }
        return pcm;
    }

    private static List<ByteBuffer> encoded(CodecFactory factory, EncoderSettings settings, short[] pcm) {
        List<ByteBuffer> payloads = new ArrayList<>();
        try (AudioEncoder encoder = factory.newEncoder(settings)) {
            for (int frame = 0; frame < FRAMES; frame++) {
                ByteBuffer payload = ByteBuffer.allocate(1_500);
                encoder.encode(pcm, frame * FRAME, payload);
                payloads.add(payload.flip());
            }
        }
        return payloads;
    }

    private static short[] decoded(CodecFactory factory, List<ByteBuffer> payloads) {
        short[] pcm = new short[FRAME * FRAMES];
        try (AudioDecoder decoder = factory.newDecoder(1)) {
            for (int frame = 0; frame < FRAMES; frame++) {
                assertThat(decoder.decode(payloads.get(frame), pcm, frame * FRAME))
                        .isEqualTo(FRAME);
            }
        }
        return pcm;
    }

    /** Energy of the first over that of the difference, dB, in the frames given. */
    private static double likenessDecibels(short[] wanted, short[] got, List<Integer> frames) {
        double signal = 1e-9;
        double difference = 1e-9;
        for (int frame : frames) {
            for (int i = frame * FRAME; i < (frame + 1) * FRAME; i++) {
                signal += (double) wanted[i] * wanted[i];
                difference += Math.pow((double) wanted[i] - got[i], 2);
            }
        }
        return 10 * Math.log10(signal / difference);
    }

    @Test
    void decodesWhatConcentusEncodesAndTheOtherWayRound() {
        short[] voice = voice();
        List<Integer> settled = new ArrayList<>();
        for (int frame = 10; frame < FRAMES; frame++) {
            settled.add(frame);
        }
        for (CodecFactory encoding : List.of(codec(), new OpusCodec())) {
            List<ByteBuffer> payloads = encoded(encoding, CLEAN, voice);
            assertThat(likenessDecibels(decoded(new OpusCodec(), payloads), decoded(codec(), payloads), settled))
                    .as("two decoders of one stream of %s", encoding.getClass().getSimpleName())
                    .isGreaterThan(40);
        }
    }

    /** Every fifth packet is lost; what is heard in its place is held against what would have been. */
    @Test
    void lostPacketsComeBackOutOfTheNext() {
        List<ByteBuffer> payloads = encoded(codec(), LOSSY, voice());
        short[] whole = decoded(codec(), payloads);
        List<Integer> lost = new ArrayList<>();
        for (int frame = 14; frame < FRAMES - 1; frame += 5) {
            lost.add(frame);
        }
        double concealed = likenessDecibels(whole, withLosses(payloads, lost, false), lost);
        double recovered = likenessDecibels(whole, withLosses(payloads, lost, true), lost);
        System.out.printf("in place of lost packets: concealed %.1f dB, recovered %.1f dB%n", concealed, recovered);
        assertThat(recovered).isGreaterThan(concealed + 3);
        assertThat(recovered).isGreaterThan(5);
    }

    private short[] withLosses(List<ByteBuffer> payloads, List<Integer> lost, boolean recovers) {
        short[] pcm = new short[FRAME * FRAMES];
        try (AudioDecoder decoder = codec().newDecoder(1)) {
            for (int frame = 0; frame < FRAMES; frame++) {
                int offset = frame * FRAME;
                if (!lost.contains(frame)) {
                    decoder.decode(payloads.get(frame), pcm, offset);
                } else if (recovers) {
                    assertThat(decoder.recover(payloads.get(frame + 1), pcm, offset, FRAME))
                            .isEqualTo(FRAME);
                } else {
                    decoder.conceal(pcm, offset, FRAME);
                }
            }
        }
        return pcm;
    }

    @Test
    void noiseIsAnsweredWithSamplesOrMinusOne() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        short[] pcm = new short[5_760 * 2];
        try (AudioDecoder decoder = codec().newDecoder(2)) {
            for (int round = 0; round < 20_000; round++) {
                byte[] noise = new byte[random.nextInt(9) == 0 ? 9_000 : random.nextInt(400)];
                random.nextBytes(noise);
                int samples = decoder.decode(ByteBuffer.wrap(noise), pcm, 0);
                assertThat(samples).as("seed %d, round %d", seed, round).isBetween(-1, 5_760);
                int recovered = decoder.recover(ByteBuffer.wrap(noise), pcm, 0, random.nextInt(3_000));
                assertThat(recovered).as("seed %d, round %d", seed, round).isBetween(0, 3_000);
            }
        }
    }

    @Test
    void whatIsClosedIsNotTouchedAgain() {
        AudioEncoder encoder = codec().newEncoder(CLEAN);
        encoder.close();
        encoder.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> encoder.encode(new short[FRAME], 0, ByteBuffer.allocate(1_500)))
                .withMessage("closed");
        AudioDecoder decoder = codec().newDecoder(1);
        decoder.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> decoder.conceal(new short[FRAME], 0, FRAME))
                .withMessage("closed");
    }
}
