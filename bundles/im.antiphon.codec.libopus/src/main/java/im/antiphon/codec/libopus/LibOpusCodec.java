// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.libopus;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.codec.OpusFormat;
import im.antiphon.api.codec.OpusRatePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Opus at 48 kHz, one channel or two; {@code opus/48000/2} in SDP whatever it carries (RFC 7587, section 7). Safe from any
 * thread.
 */
public final class LibOpusCodec implements CodecFactory {
    private final LibOpus library;

    private LibOpusCodec(LibOpus library) {
        this.library = library;
    }

    /** The codec, or null where the system has no libopus that can be used. */
    public static @Nullable LibOpusCodec load() {
        LibOpus library = LibOpus.load();
        return library == null ? null : new LibOpusCodec(library);
    }

    /** As the library says it, such as {@code libopus 1.3.1}. */
    public String version() {
        return library.version();
    }

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
        return new LibOpusEncoder(library, settings);
    }

    @Override
    public AudioDecoder newDecoder(int channels) {
        return new LibOpusDecoder(library, channels);
    }

    @Override
    public int targetBitsPerSecond(int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
        return OpusRatePolicy.targetBitsPerSecond(baseBitsPerSecond, roundTripMillis, jitterMillis);
    }
}
