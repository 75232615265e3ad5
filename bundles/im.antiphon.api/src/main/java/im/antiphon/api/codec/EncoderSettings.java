// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.codec;

import java.nio.ByteBuffer;

/**
 * What an encoder is asked for; a codec ignores what it cannot vary.
 *
 * @param channels 1 or 2, interleaved
 * @param frameMillis length of a frame, 10, 20, 40 or 60
 * @param bitsPerSecond target rate
 * @param complexity 0 (cheap) to 10 (best)
 * @param expectedLossFraction what the encoder should protect against, 0..1
 */
public record EncoderSettings(
        int channels, int frameMillis, int bitsPerSecond, int complexity, double expectedLossFraction) {
    public EncoderSettings {
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException("channels: " + channels + " (expected: 1..2)");
        }
        if (frameMillis != 10 && frameMillis != 20 && frameMillis != 40 && frameMillis != 60) {
            throw new IllegalArgumentException("frameMillis: " + frameMillis + " (expected: 10, 20, 40 or 60)");
        }
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("bitsPerSecond: " + bitsPerSecond + " (expected: > 0)");
        }
        if (complexity < 0 || complexity > 10) {
            throw new IllegalArgumentException("complexity: " + complexity + " (expected: 0..10)");
        }
        if (!(expectedLossFraction >= 0 && expectedLossFraction <= 1)) {
            throw new IllegalArgumentException("expectedLossFraction: " + expectedLossFraction + " (expected: 0..1)");
        }
    }

    /** How many samples a frame has in each channel. */
    public int samplesPerFrame(int samplingRate) {
        return samplingRate / 1000 * frameMillis;
    }

    /**
     * What every encoder checks of its input.
     *
     * @throws IllegalArgumentException where the samples from there on are no whole frame
     */
    public void requireFrame(short[] pcm, int offset, int samplingRate) {
        int needed = samplesPerFrame(samplingRate) * channels;
        if (offset < 0 || pcm.length - offset < needed) {
            throw new IllegalArgumentException(
                    "pcm: " + (pcm.length - offset) + " samples from " + offset + " (expected: >= " + needed + ")");
        }
    }

    /**
     * What every encoder checks of settings that it is to go on with.
     *
     * @throws IllegalArgumentException where frames would have another shape
     */
    public void requireSameFrame(EncoderSettings changed) {
        if (changed.channels != channels || changed.frameMillis != frameMillis) {
            throw new IllegalArgumentException(
                    "settings: " + changed + " (expected: channels and frame length of " + this + ")");
        }
    }

    /**
     * What every encoder checks of the buffer for its output.
     *
     * @throws IllegalArgumentException where the payload has no room in it
     */
    public static void requireRoom(ByteBuffer payload, int needed) {
        if (payload.remaining() < needed) {
            throw new IllegalArgumentException(
                    "payload: room for " + payload.remaining() + " bytes (expected: >= " + needed + ")");
        }
    }
}
