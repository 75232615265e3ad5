// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.peer;

import im.antiphon.rtp.DropReason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** What a {@link PeerTransport} has to say. Called on its loop; may not call the transport back but to send. */
@ConsumerType
public interface PeerEvents {
    /** A datagram to be sent at once; the buffer holds until the call returns. */
    void sendDatagram(ByteBuffer buffer, int offset, int length, InetSocketAddress to);

    /** From now on media goes to this address, and comes from it. Called again when the peer moves. */
    void onAddressSelected(InetSocketAddress remote);

    /** The peer is who signaling said it is; media may flow. Called once. */
    void onConnected();

    /** One RTP packet, authenticated and decrypted; the buffer holds until the call returns and may be changed. */
    void onRtp(long nowNanos, ByteBuffer buffer, int offset, int length);

    /** One compound RTCP packet, as {@link #onRtp}. */
    void onRtcp(long nowNanos, ByteBuffer buffer, int offset, int length);

    /** A datagram, or what should have become one, was not used. */
    void onDropped(DropReason reason);

    /** After an ICE restart the old user name fragment is no longer ours. */
    void onCredentialsRetired(String localUfrag);

    /**
     * It is over; nothing follows.
     *
     * @param reason one or two words, such as {@code consent-expired}, {@code fingerprint-mismatch} or {@code closed}
     */
    void onClosed(String reason);
}
