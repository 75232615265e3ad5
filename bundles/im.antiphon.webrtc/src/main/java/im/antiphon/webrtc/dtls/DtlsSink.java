// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where a {@link DtlsEndpoint} puts what it has to say. The endpoint's owner implements it; every method is called on the
 * owner's event loop, within the owner's own call or in a task the endpoint posted there, and may not call the endpoint
 * back. After {@link #onFailed} or {@link #onClosed} nothing is called any more.
 */
@ConsumerType
public interface DtlsSink {
    /**
     * A datagram of at most {@link DtlsEndpoint#MAXIMUM_DATAGRAM_LENGTH} bytes, to be sent to the peer.
     *
     * @param buffer holds the datagram; the endpoint's own, valid during this call only
     */
    void sendDatagram(ByteBuffer buffer, int offset, int length);

    /** The peer is who signaling said it is, and media may flow under these keys. Called at most once. */
    void onConnected(DtlsKeys keys);

    /** There are no keys and will be none, or the session has broken. */
    void onFailed(DtlsFailure failure);

    /** The peer has said goodbye, or {@link DtlsEndpoint#close} is done. */
    void onClosed();

    /** A datagram was not used; it is to be counted. */
    void onDropped(DropReason reason);
}
