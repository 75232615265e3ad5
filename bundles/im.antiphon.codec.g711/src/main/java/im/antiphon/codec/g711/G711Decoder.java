// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.g711;

import im.antiphon.api.codec.AudioDecoder;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A sample per byte, on each channel asked for. A gap is filled with the last 20 ms over and over, ever more softly, until
 * after 60 ms there is silence. Confined to one thread at a time.
 */
final class G711Decoder implements AudioDecoder {
    /** 20 ms. */
    private static final int REMEMBERED = 160;

    /** 60 ms. */
    private static final int FADE = 480;

    private final Companding law;
    private final int channels;
    private final short[] last = new short[REMEMBERED];
    private int remembered;
    private int concealed;

    G711Decoder(Companding law, int channels) {
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException("channels: " + channels + " (expected: 1..2)");
        }
        this.law = law;
        this.channels = channels;
    }

    /** Reads the payload without moving its position; an empty one is malformed, any other is not. */
    @Override
    public int decode(ByteBuffer payload, short[] pcm, int offset) {
        int samples = payload.remaining();
        if (samples == 0 || offset < 0 || (long) samples * channels > pcm.length - offset) {
            return -1;
        }
        int start = payload.position();
        for (int i = 0; i < samples; i++) {
            write(pcm, offset, i, law.decode(payload.get(start + i)));
        }
        remember(pcm, offset, samples);
        concealed = 0;
        return samples;
    }

    /** Writes as much of the gap as {@code pcm} has room for. */
    @Override
    public int conceal(short[] pcm, int offset, int samplesPerChannel) {
        int samples = Math.max(0, Math.min(samplesPerChannel, (pcm.length - offset) / channels));
        for (int i = 0; i < samples; i++) {
            write(pcm, offset, i, nextConcealed());
        }
        return samples;
    }

    private short nextConcealed() {
        if (remembered == 0 || concealed >= FADE) {
            return 0;
        }
        int sample = last[concealed % remembered] * (FADE - concealed) / FADE;
        concealed++;
        return (short) sample;
    }

    private void write(short[] pcm, int offset, int index, short sample) {
        Arrays.fill(pcm, offset + index * channels, offset + (index + 1) * channels, sample);
    }

    private void remember(short[] pcm, int offset, int samples) {
        remembered = Math.min(samples, REMEMBERED);
        for (int i = 0; i < remembered; i++) {
            last[i] = pcm[offset + (samples - remembered + i) * channels];
        }
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
