// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.opus.internal;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.codec.opus.OpusCodec;
import org.osgi.service.component.annotations.Component;

/** Offers {@link OpusCodec} as the plugin {@code opus}. */
@Component(service = CodecFactory.class)
@PluginName("opus")
public final class OpusComponent implements CodecFactory {
    private final OpusCodec codec = new OpusCodec();

    @Override
    public CodecFormat format() {
        return codec.format();
    }

    @Override
    public int samplingRate() {
        return codec.samplingRate();
    }

    @Override
    public AudioEncoder newEncoder(EncoderSettings settings) {
        return codec.newEncoder(settings);
    }

    @Override
    public AudioDecoder newDecoder(int channels) {
        return codec.newDecoder(channels);
    }

    @Override
    public int targetBitsPerSecond(int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
        return codec.targetBitsPerSecond(baseBitsPerSecond, roundTripMillis, jitterMillis);
    }
}
