// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import im.antiphon.rtp.DropReason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where an ICE agent puts what it has to say. The agent's owner implements it; it is called within the owner's own call
 * to the agent, on the same thread, and may not call the agent back.
 */
@ConsumerType
public interface IceSink {
    /**
     * A STUN message to be sent at once.
     *
     * @param buffer holds the message; the agent's own, valid during this call only
     */
    void sendDatagram(ByteBuffer buffer, int offset, int length, InetSocketAddress to);

    /** From now on media goes to this address. Called again whenever the address changes. */
    void onSelected(InetSocketAddress remote);

    /**
     * A valid check came from this address: what else comes from it is the peer's. Called for every such check, before
     * {@link #onSelected}, so that an address that another peer behind the same NAT had taken comes back to this one.
     */
    default void onAddressValidated(InetSocketAddress remote) {}

    /** So many addresses of the peer's are known that this one, the longest unheard, had to make room. */
    default void onAddressForgotten(InetSocketAddress remote) {}

    /** The peer has not been heard for the consent timeout: nothing more may be sent to it (RFC 7675, section 5.1). */
    void onConsentExpired();

    /** A datagram was not used; it is to be counted. */
    void onDropped(DropReason reason);

    /**
     * After a restart the old credentials have ceased to be answered: whoever finds sessions by user name fragment may
     * forget this one.
     */
    default void onCredentialsRetired(String localUfrag) {}
}
