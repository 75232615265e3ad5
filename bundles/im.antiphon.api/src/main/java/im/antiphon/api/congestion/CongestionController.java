// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.congestion;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides how many bits per second one peer is sent.
 *
 * <p>Every method is called by one event loop, so a controller needs no locks; none may block, and
 * {@link #onPacketSent} may not allocate. Time is an input: {@code nowNanos} is monotonic, its origin arbitrary.
 *
 * <p>Replacing: the running product is the controller of one peer; between two calls on its loop the old one is asked for
 * a {@link #snapshot}, which holds the target in force and what was last seen of the path, and the new one is created from
 * it. The old one is not called again.
 */
@ConsumerType
public interface CongestionController {
    /** A deadline that never comes. */
    long NEVER = Long.MAX_VALUE;

    /**
     * One packet has been handed to the socket.
     *
     * @param transportSequenceNumber its transport-wide number extended to 64 bits, or -1 where none was negotiated
     * @param sizeInBytes its UDP payload
     */
    void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes);

    /** The far end has reported. */
    void onFeedback(long nowNanos, CongestionFeedback feedback);

    /** The deadline named by {@link #nextTimeoutNanos} has passed. */
    default void onTimeout(long nowNanos) {}

    /** When {@link #onTimeout} is due, on the same clock, or {@link #NEVER}. */
    default long nextTimeoutNanos() {
        return NEVER;
    }

    /** The rate in force, within the limits the controller was created with. Cheap: asked for often. */
    long targetBitsPerSecond();

    /** What a successor starts from. */
    CongestionSnapshot snapshot();
}
