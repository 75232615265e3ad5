// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.codec;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all implementations of Opus have in common: how it is written in SDP, and the bounds of its packets. For plugins,
 * which do not know each other.
 */
public final class OpusFormat {
    /** What coders run at here, Hz; the RTP clock at any rate (RFC 7587, section 4.1). */
    public static final int SAMPLING_RATE = 48_000;

    /** 120 ms: the most that a packet may hold, in samples per channel (RFC 6716, section 3.2.5). */
    public static final int MOST_SAMPLES = 5_760;

    /**
     * {@code opus/48000/2} whatever it carries (RFC 7587, section 7); packets of 10 ms are welcome, and in-band FEC is made use
     * of when it comes.
     */
    public static final CodecFormat FORMAT = new CodecFormat("opus", SAMPLING_RATE, 2, -1, parameters());

    private OpusFormat() {}

    /** @throws IllegalArgumentException unless it is one or two */
    public static int requireChannels(int channels) {
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException("channels: " + channels + " (expected: 1..2)");
        }
        return channels;
    }

    private static Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("minptime", "10");
        parameters.put("useinbandfec", "1");
        return parameters;
    }
}
