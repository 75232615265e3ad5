// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.g711.internal;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.codec.g711.G711Codec;
import org.osgi.service.component.annotations.Component;

/** Offers G.711 by the A-law as the plugin {@code pcma}. */
@Component(service = CodecFactory.class)
@PluginName("pcma")
public final class PcmaComponent implements CodecFactory {
    private final G711Codec codec = G711Codec.pcma();

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
