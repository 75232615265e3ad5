// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The codecs that serve at the moment. Safe from any thread. What it opens stays valid while plugins come and go: the
 * product migrates between two frames, on the thread that uses it.
 */
@ProviderType
public interface Codecs {
    /** What may be negotiated, preferred first. */
    List<CodecFormat> formats();

    /** An encoder for the codec of that rtpmap name, or null where no plugin has it. */
    @Nullable
    AudioEncoder openEncoder(String encodingName, EncoderSettings settings);

    /** A decoder for the codec of that rtpmap name, or null where no plugin has it. */
    @Nullable
    AudioDecoder openDecoder(String encodingName, int channels);

    /**
     * An encoder from the plugin that configuration chooses for a tenant.
     *
     * @param tenant on whose behalf, see {@link im.antiphon.api.plugin.Tenants}
     */
    default @Nullable AudioEncoder openEncoder(String tenant, String encodingName, EncoderSettings settings) {
        return openEncoder(encodingName, settings);
    }

    /**
     * A decoder from the plugin that configuration chooses for a tenant.
     *
     * @param tenant on whose behalf, see {@link im.antiphon.api.plugin.Tenants}
     */
    default @Nullable AudioDecoder openDecoder(String tenant, String encodingName, int channels) {
        return openDecoder(encodingName, channels);
    }

    /** {@link CodecFactory#targetBitsPerSecond} of the codec of that name; the base where no plugin has it. */
    int targetBitsPerSecond(String encodingName, int baseBitsPerSecond, double roundTripMillis, double jitterMillis);
}
