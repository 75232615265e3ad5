// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed for one section.
 *
 * @param index of the {@code m=} line
 * @param mid its name, or its index where the offer gives none
 * @param kind {@code audio}, {@code video} or whatever was offered
 * @param rejected whether it was answered with port 0; nothing below counts then
 * @param direction as we see it
 * @param codecs accepted payload types with the offerer's numbers, ours preferred first, as answered
 * @param extensions accepted header extensions with the offerer's numbers
 * @param sources what the offerer announced to send
 * @param outgoing what we announced to send, or null
 */
public record NegotiatedSection(
        int index,
        String mid,
        String kind,
        boolean rejected,
        MediaDirection direction,
        List<MediaCodec> codecs,
        List<ExtensionMapping> extensions,
        List<MediaSource> sources,
        @Nullable OutgoingTrack outgoing) {
    public NegotiatedSection {
        codecs = List.copyOf(codecs);
        extensions = List.copyOf(extensions);
        sources = List.copyOf(sources);
    }

    /** The number agreed for a header extension, or -1. */
    public int extensionId(String uri) {
        for (ExtensionMapping extension : extensions) {
            if (extension.uri().equals(uri)) {
                return extension.id();
            }
        }
        return -1;
    }

    /** The codec of a payload type, or null. */
    public @Nullable MediaCodec codec(int payloadType) {
        for (MediaCodec codec : codecs) {
            if (codec.payloadType() == payloadType) {
                return codec;
            }
        }
        return null;
    }
}
