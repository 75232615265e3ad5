// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.codec;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The OSGi service of a codec plugin. Its component carries {@link im.antiphon.api.plugin.PluginName}. Safe from any
 * thread.
 */
@ConsumerType
public interface CodecFactory {
    /** What SDP says of it. Constant. */
    CodecFormat format();

    /** PCM sampling rate, Hz (G.711: 8,000; Opus here: 48,000). Constant. */
    int samplingRate();

    AudioEncoder newEncoder(EncoderSettings settings);

    /** @param channels of the PCM it is to produce, 1 or 2 */
    AudioDecoder newDecoder(int channels);

    /**
     * The rate at which a sender should encode, given what its path looks like; asked every 200 ms. Codecs of constant
     * rate answer with that rate.
     *
     * @param baseBitsPerSecond the rate on a clean path
     * @param roundTripMillis measured, or -1 while unknown
     * @param jitterMillis measured interarrival jitter
     */
    int targetBitsPerSecond(int baseBitsPerSecond, double roundTripMillis, double jitterMillis);
}
