// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.g711;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.EncoderSettings;
import java.util.Map;

/**
 * One law of G.711 as a codec: 8 kHz, one channel, 64 kb/s whatever the path looks like (RFC 3551, section 4.5.14). Safe
 * from any thread.
 */
public final class G711Codec implements CodecFactory {
    static final int SAMPLING_RATE = 8_000;

    private static final int BITS_PER_SECOND = 64_000;

    private final Companding law;
    private final CodecFormat format;

    private G711Codec(Companding law, String name, int staticPayloadType) {
        this.law = law;
        format = new CodecFormat(name, SAMPLING_RATE, 1, staticPayloadType, Map.of());
    }

    /** PCMU, payload type 0. */
    public static G711Codec pcmu() {
        return new G711Codec(Companding.MU, "PCMU", 0);
    }

    /** PCMA, payload type 8. */
    public static G711Codec pcma() {
        return new G711Codec(Companding.A, "PCMA", 8);
    }

    @Override
    public CodecFormat format() {
        return format;
    }

    @Override
    public int samplingRate() {
        return SAMPLING_RATE;
    }

    @Override
    public AudioEncoder newEncoder(EncoderSettings settings) {
        return new G711Encoder(law, settings);
    }

    @Override
    public AudioDecoder newDecoder(int channels) {
        return new G711Decoder(law, channels);
    }

    @Override
    public int targetBitsPerSecond(int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
        return BITS_PER_SECOND;
    }
}
