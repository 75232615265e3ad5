// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.signaling;

import org.osgi.annotation.versioning.ConsumerType;

/** The way to one client, implemented by whatever carries it. Safe from any thread; nothing here blocks. */
@ConsumerType
public interface SignalingConnection {
    /**
     * Queues one text message; messages arrive in the order of the calls.
     *
     * @return false where it was not queued: the connection is closed, or its bounded queue is full and it is being closed
     */
    boolean send(String text);

    /**
     * Closes after what is queued has been written.
     *
     * @param code of RFC 6455, section 7.4
     * @param reason at most 123 bytes of UTF-8
     */
    void close(int code, String reason);

    /** The client's address and port, for logs. */
    String remoteAddress();
}
