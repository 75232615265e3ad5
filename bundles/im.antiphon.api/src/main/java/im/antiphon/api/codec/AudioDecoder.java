// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.codec;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns payloads into PCM. Confined to one thread at a time; does not block. A payload comes from the network: whatever
 * it holds, the decoder answers with samples or with -1.
 *
 * <p>Replacing: the running product is the decoder of one stream. It has no snapshot: between two packets a fresh decoder
 * takes over, whose first frame may be concealed, and the old one is closed.
 */
@ConsumerType
public interface AudioDecoder extends AutoCloseable {
    /**
     * Decodes one payload.
     *
     * @param payload read from its position to its limit
     * @param pcm receives 16-bit samples, interleaved, from {@code offset} on
     * @return samples per channel, or -1 where the payload is malformed or {@code pcm} has no room
     */
    int decode(ByteBuffer payload, short[] pcm, int offset);

    /**
     * Invents what a lost packet may have held.
     *
     * @param samplesPerChannel how long the gap is
     * @return samples per channel written
     */
    int conceal(short[] pcm, int offset, int samplesPerChannel);

    /**
     * Rebuilds a lost packet from the one that follows it, where that carries a copy (Opus' in-band FEC, RFC 6716, section
     * 2.1.7); else as {@link #conceal}. The packet that follows is decoded after.
     *
     * @param next the payload after the gap, read from its position to its limit, which stay
     * @param samplesPerChannel how long the gap is
     * @return samples per channel written
     */
    default int recover(ByteBuffer next, short[] pcm, int offset, int samplesPerChannel) {
        return conceal(pcm, offset, samplesPerChannel);
    }

    @Override
    void close();
}
