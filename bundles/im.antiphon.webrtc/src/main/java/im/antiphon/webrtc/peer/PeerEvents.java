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

    /**
     * A connectivity check has shown that datagrams from this address are the peer's, whether or not it is selected: whoever
     * finds peers by address notes it. Called again with every check.
     */
    default void onAddressValidated(InetSocketAddress remote) {}

    /** The peer has too many addresses; this one is no longer its. */
    default void onAddressForgotten(InetSocketAddress remote) {}

    /** From now on media goes to this address. Called again when the peer moves. */
    default void onAddressSelected(InetSocketAddress remote) {}

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
     * It is over; nothing follows but the goodbye of a handshake that was still running, by {@link #sendDatagram}.
     *
     * @param reason one or two words, such as {@code consent-expired}, {@code fingerprint-mismatch} or {@code closed}
     */
    void onClosed(String reason);
}
