// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.limit;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says whether somebody may do one thing more at this moment. Register it as an OSGi service; the one with the highest
 * ranking is asked, and while there is none nothing is limited.
 *
 * <p>Asked for every message of every client, by event loops: answers at once. Safe from any thread.
 */
@ConsumerType
public interface RateLimiter {
    /**
     * Takes what one thing costs, where it is there.
     *
     * @return 0 where it may be done; otherwise nothing was taken, and after so many nanoseconds it is worth another try
     */
    long tryTake(LimitScope scope, String key);

    /** Nothing more will come from there; what was kept of it may go. */
    void forget(LimitScope scope, String key);
}
