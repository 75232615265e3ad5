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
        samplesPerFrame = settings.samplesPerFrame(G711Codec.SAMPLING_RATE);
    }

    @Override
    public int encode(short[] pcm, int offset, ByteBuffer payload) {
        settings.requireFrame(pcm, offset, G711Codec.SAMPLING_RATE);
        EncoderSettings.requireRoom(payload, samplesPerFrame);
        for (int i = 0; i < samplesPerFrame; i++) {
            int at = offset + i * channels;
            payload.put(law.encode(channels == 1 ? pcm[at] : (short) (pcm[at] + pcm[at + 1] >> 1)));
        }
        return samplesPerFrame;
    }

    @Override
    public void reconfigure(EncoderSettings changed) {
        settings.requireSameFrame(changed);
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
