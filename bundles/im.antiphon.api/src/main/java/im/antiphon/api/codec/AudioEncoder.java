// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.codec;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns PCM frames into payloads. Confined to one thread at a time; does not block.
 *
 * <p>Replacing: the running product is the encoder of one stream, its snapshot the {@link #settings} in force; between two
 * frames a successor is created from them, and the old one is closed.
 */
@ConsumerType
public interface AudioEncoder extends AutoCloseable {
    /**
     * Encodes one frame.
     *
     * @param pcm 16-bit samples at the codec's sampling rate, interleaved, beginning at {@code offset}
     * @param payload receives the payload from its position on, which moves
     * @return bytes written; 0 where the codec chooses to send nothing (DTX)
     * @throws IllegalArgumentException if {@code pcm} holds less than a frame or {@code payload} has no room
     */
    int encode(short[] pcm, int offset, ByteBuffer payload);

    /**
     * Changes rate, complexity and expected loss from the next frame on.
     *
     * @throws IllegalArgumentException if channels or frame length differ: those stay
     */
    void reconfigure(EncoderSettings settings);

    /** What is in force. */
    EncoderSettings settings();

    @Override
    void close();
}
