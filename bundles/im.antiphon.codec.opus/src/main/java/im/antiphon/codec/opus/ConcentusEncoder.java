// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.opus;

import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.codec.OpusFormat;
import im.antiphon.api.codec.OpusRatePolicy;
import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.nio.ByteBuffer;

/**
 * Concentus, set up for speech: variable rate, no DTX, no FEC. Rates outside 6..510 kb/s are taken to the nearest within.
 * Confined to one thread at a time.
 */
final class ConcentusEncoder implements AudioEncoder {
    /** What libopus's documentation recommends: more than any frame of 60 ms takes. */
    private static final int LONGEST_PAYLOAD = 4_000;

    private final OpusEncoder encoder;
    private final int samplesPerFrame;
    private final byte[] encoded = new byte[LONGEST_PAYLOAD];
    private EncoderSettings settings;

    ConcentusEncoder(EncoderSettings settings) {
        this.settings = settings;
        samplesPerFrame = settings.samplesPerFrame(OpusFormat.SAMPLING_RATE);
        try {
            encoder = new OpusEncoder(
                    OpusFormat.SAMPLING_RATE, settings.channels(), OpusApplication.OPUS_APPLICATION_VOIP);
        } catch (OpusException e) {
            throw new IllegalStateException("48 kHz in one channel or two is what Opus is made for", e);
        }
        encoder.setUseDTX(false);
        encoder.setUseInbandFEC(false);
        apply(settings);
    }

    @Override
    public int encode(short[] pcm, int offset, ByteBuffer payload) {
        settings.requireFrame(pcm, offset, OpusFormat.SAMPLING_RATE);
        int length;
        try {
            length = encoder.encode(pcm, offset, samplesPerFrame, encoded, 0, encoded.length);
        } catch (OpusException e) {
            throw new IllegalStateException("frame and room were checked", e);
        }
        EncoderSettings.requireRoom(payload, length);
        payload.put(encoded, 0, length);
        return length;
    }

    @Override
    public void reconfigure(EncoderSettings changed) {
        settings.requireSameFrame(changed);
        settings = changed;
        apply(changed);
    }

    private void apply(EncoderSettings wanted) {
        encoder.setBitrate(OpusRatePolicy.clamp(wanted.bitsPerSecond()));
        encoder.setComplexity(wanted.complexity());
        encoder.setPacketLossPercent((int) Math.round(wanted.expectedLossFraction() * 100));
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
