// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.core.session.Deadlines;
import org.jspecify.annotations.Nullable;

/** The time for which a session waits for its client to come back. Begun and ended under the lock of the link. */
final class Absence {
    private final SignalingService service;
    private final Expiry expiry;
    private Deadlines.@Nullable Deadline deadline;

    /** Called by the thread that drives the deadlines. */
    interface Expiry {
        void onExpired(long number, String reason);
    }

    Absence(SignalingService service, Expiry expiry) {
        this.service = service;
        this.expiry = expiry;
    }

    void begin(long number, String reason) {
        deadline = service.deadlines()
                .schedule(
                        service.nowNanos() + service.limits().retention().windowNanos(),
                        () -> expiry.onExpired(number, reason));
    }

    void end() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
