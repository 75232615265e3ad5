package ${package};

import im.antiphon.api.codec.AudioDecoder;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A sample from two bytes, on each channel asked for; gaps are silent. Confined to one thread at a time. */
final class LinearDecoder implements AudioDecoder {
    private final int channels;

    LinearDecoder(int channels) {
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException("channels: " + channels + " (expected: 1..2)");
        }
        this.channels = channels;
    }

    /** Whatever the network brings is answered: here all but an odd number of bytes means something. */
    @Override
    public int decode(ByteBuffer payload, short[] pcm, int offset) {
        int bytes = payload.remaining();
        int samples = bytes / 2;
        if (samples == 0 || bytes % 2 != 0 || offset < 0 || (long) samples * channels > pcm.length - offset) {
            return -1;
        }
        int start = payload.position();
        for (int i = 0; i < samples; i++) {
            short sample = (short) (payload.get(start + 2 * i) << 8 | payload.get(start + 2 * i + 1) & 0xFF);
            Arrays.fill(pcm, offset + i * channels, offset + (i + 1) * channels, sample);
        }
        return samples;
    }

    @Override
    public int conceal(short[] pcm, int offset, int samplesPerChannel) {
        int samples = Math.max(0, Math.min(samplesPerChannel, (pcm.length - offset) / channels));
        Arrays.fill(pcm, offset, offset + samples * channels, (short) 0);
        return samples;
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
