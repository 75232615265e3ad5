// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.api.media.MediaQuality;
import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a member's peer connection takes from the forwarding unit. Called on the room's loop; may not call back into the room.
 */
@ConsumerType
public interface MemberOutput {
    /**
     * One RTP packet, not yet protected.
     *
     * @param packet holds until the call returns, with room for an SRTP trailer behind; may be changed in place
     */
    void sendRtp(ByteBuffer packet, int offset, int length);

    /** One compound RTCP packet, not yet protected; as {@link #sendRtp}. */
    void sendRtcp(ByteBuffer packet, int offset, int length);

    /** Who is heard where has changed; ask {@link Member#tracks}. */
    void onTracksChanged();

    /** The figures of the last second or so. */
    void onQuality(MediaQuality quality);

    /** A listener has asked for packets again (NACK). */
    void onRetransmissionAsked(int packets);

    /** Something that came in, or should have gone out, was not used. */
    void onDropped(DropReason reason);
}
