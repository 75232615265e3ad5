// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Header extension elements that carry the text of a source description item (RFC 7941): {@link HeaderExtension#MID},
 * {@link HeaderExtension#RTP_STREAM_ID}. The text is UTF-8 and fills the element.
 */
public final class SdesText {
    private SdesText() {}

    /** The text, or null if the packet has none. Allocates: asked once per source, not per packet. */
    public static @Nullable String read(RtpView packet, int id) {
        int data = packet.extensionOffset(id);
        if (data < 0) {
            return null;
        }
        byte[] bytes = new byte[packet.extensionLength(id)];
        packet.buffer().get(data, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether the packet has exactly this text; allocates nothing. */
    public static boolean matches(RtpView packet, int id, byte[] text) {
        int data = packet.extensionOffset(id);
        if (data < 0 || packet.extensionLength(id) != text.length) {
            return false;
        }
        ByteBuffer buffer = packet.buffer();
        for (int i = 0; i < text.length; i++) {
            if (buffer.get(data + i) != text[i]) {
                return false;
            }
        }
        return true;
    }
}
