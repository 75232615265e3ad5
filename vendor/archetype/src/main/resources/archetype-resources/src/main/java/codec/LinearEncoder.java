package ${package};

import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.EncoderSettings;
import java.nio.ByteBuffer;

/** Two bytes per sample, the higher first; two channels are mixed to one. Confined to one thread at a time. */
final class LinearEncoder implements AudioEncoder {
    private final int channels;
    private final int samplesPerFrame;
    private EncoderSettings settings;

    LinearEncoder(EncoderSettings settings) {
        this.settings = settings;
        channels = settings.channels();
        samplesPerFrame = LinearPlugin.SAMPLING_RATE / 1000 * settings.frameMillis();
    }

    @Override
    public int encode(short[] pcm, int offset, ByteBuffer payload) {
        int needed = samplesPerFrame * channels;
        if (offset < 0 || pcm.length - offset < needed) {
            throw new IllegalArgumentException(
                    "pcm: " + (pcm.length - offset) + " samples from " + offset + " (expected: >= " + needed + ")");
        }
        int bytes = 2 * samplesPerFrame;
        if (payload.remaining() < bytes) {
            throw new IllegalArgumentException(
                    "payload: room for " + payload.remaining() + " bytes (expected: >= " + bytes + ")");
        }
        for (int at = offset; at < offset + needed; at += channels) {
            int sample = (pcm[at] + pcm[at + channels - 1]) >> 1;
            payload.put((byte) (sample >> 8)).put((byte) sample);
        }
        return bytes;
    }

    @Override
    public void reconfigure(EncoderSettings changed) {
        if (changed.channels() != channels || changed.frameMillis() != settings.frameMillis()) {
            throw new IllegalArgumentException(
                    "settings: " + changed + " (expected: channels and frame length of " + settings + ")");
        }
        settings = changed;
    }

    @Override
    public EncoderSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
