// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.g711;

import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.EncoderSettings;
import java.nio.ByteBuffer;

/**
 * A byte per sample; two channels are mixed to one, for G.711 is not negotiated in stereo. Of the settings only channels
 * and frame length mean anything here. Confined to one thread at a time.
 */
final class G711Encoder implements AudioEncoder {
    private final Companding law;
    private final int channels;
    private final int samplesPerFrame;
    private EncoderSettings settings;

    G711Encoder(Companding law, EncoderSettings settings) {
        this.law = law;
        this.settings = settings;
        channels = settings.channels();
        samplesPerFrame = G711Codec.SAMPLING_RATE / 1000 * settings.frameMillis();
    }

    @Override
    public int encode(short[] pcm, int offset, ByteBuffer payload) {
        int needed = samplesPerFrame * channels;
        if (offset < 0 || pcm.length - offset < needed) {
            throw new IllegalArgumentException(
                    "pcm: " + (pcm.length - offset) + " samples from " + offset + " (expected: >= " + needed + ")");
        }
        if (payload.remaining() < samplesPerFrame) {
            throw new IllegalArgumentException(
                    "payload: room for " + payload.remaining() + " bytes (expected: >= " + samplesPerFrame + ")");
        }
        for (int i = 0; i < samplesPerFrame; i++) {
            int at = offset + i * channels;
            payload.put(law.encode(channels == 1 ? pcm[at] : (short) (pcm[at] + pcm[at + 1] >> 1)));
        }
        return samplesPerFrame;
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
