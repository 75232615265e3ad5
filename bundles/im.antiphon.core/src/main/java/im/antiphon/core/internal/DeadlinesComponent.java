// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.core.session.Deadlines;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deadlines of signaling, driven by the thread {@value #THREAD}. */
@Component(service = Deadlines.class)
public final class DeadlinesComponent extends Deadlines {
    static final String THREAD = "antiphon-signaling-timer";

    private static final Logger LOG = LoggerFactory.getLogger(DeadlinesComponent.class);

    private final Thread thread = new Thread(this::run, THREAD);
    private volatile boolean stopped;

    @Activate
    public DeadlinesComponent() {
        onEarlier(() -> LockSupport.unpark(thread));
        thread.setDaemon(true);
        thread.start();
    }

    @Deactivate
    void deactivate() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopped) {
            try {
                handleTimeout(System.nanoTime());
            } catch (RuntimeException mistake) { // the deadlines of others must be kept all the same
                LOG.error("event=deadline_failed", mistake);
            }
            long next = nextTimeoutNanos();
            if (next == NONE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, Math.max(1, next - System.nanoTime()));
            }
        }
    }
}
