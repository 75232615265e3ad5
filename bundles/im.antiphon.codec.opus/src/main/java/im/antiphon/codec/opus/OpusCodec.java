// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.opus;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.codec.OpusFormat;
import im.antiphon.api.codec.OpusRatePolicy;

/**
 * Opus at 48 kHz, one channel or two. In SDP it is {@code opus/48000/2} whatever it carries (RFC 7587, section 7); packets
 * of 10 ms are welcome, and in-band FEC is made use of when it comes. Safe from any thread.
 */
public final class OpusCodec implements CodecFactory {
    @Override
    public CodecFormat format() {
        return OpusFormat.FORMAT;
    }

    @Override
    public int samplingRate() {
        return OpusFormat.SAMPLING_RATE;
    }

    @Override
    public AudioEncoder newEncoder(EncoderSettings settings) {
        return new ConcentusEncoder(settings);
    }

    @Override
    public AudioDecoder newDecoder(int channels) {
        return new ConcentusDecoder(channels);
    }

    @Override
    public int targetBitsPerSecond(int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
        return OpusRatePolicy.targetBitsPerSecond(baseBitsPerSecond, roundTripMillis, jitterMillis);
    }
}
