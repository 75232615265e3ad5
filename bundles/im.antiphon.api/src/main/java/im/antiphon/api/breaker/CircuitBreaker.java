// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.breaker;

import org.osgi.annotation.versioning.ConsumerType;

/** Guards the calls to one downstream. Safe from any thread; time is an input. */
@ConsumerType
public interface CircuitBreaker {
    /** Whether calls pass. */
    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /** Asks for permission to call; where it is given, exactly one of the two reports must follow. */
    boolean tryAcquire(long nowNanos);

    void onSuccess(long nowNanos, long durationNanos);

    void onFailure(long nowNanos, long durationNanos);

    State state(long nowNanos);
}
