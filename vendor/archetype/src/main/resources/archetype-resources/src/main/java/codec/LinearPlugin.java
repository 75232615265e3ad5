package ${package};

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.plugin.PluginName;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Offers uncompressed audio, 16 bits at 16 kHz on one channel (L16: RFC 3551, section 4.5.11). A negative ranking: it is
 * negotiated where nothing better is.
 */
@Component(service = CodecFactory.class, property = "service.ranking:Integer=-20")
@PluginName("${artifactId}")
public final class LinearPlugin implements CodecFactory {
    static final int SAMPLING_RATE = 16_000;

    private static final CodecFormat FORMAT = new CodecFormat("L16", SAMPLING_RATE, 1, -1, Map.of());
    private static final int BITS_PER_SECOND = 16 * SAMPLING_RATE;

    @Override
    public CodecFormat format() {
        return FORMAT;
    }

    @Override
    public int samplingRate() {
        return SAMPLING_RATE;
    }

    @Override
    public AudioEncoder newEncoder(EncoderSettings settings) {
        return new LinearEncoder(settings);
    }

    @Override
    public AudioDecoder newDecoder(int channels) {
        return new LinearDecoder(channels);
    }

    /** A codec of constant rate answers with that, whatever the path looks like. */
    @Override
    public int targetBitsPerSecond(int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
        return BITS_PER_SECOND;
    }
}
