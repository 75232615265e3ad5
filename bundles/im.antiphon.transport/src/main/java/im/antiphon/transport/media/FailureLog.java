// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.rtp.DropReason;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where exceptions end that nobody expected: defects of our own, met on the media loop. Each is counted as {@link
 * DropReason#INTERNAL}; one in ten seconds is logged, with its stack, so that a defect on the way of every packet neither fills
 * the disk nor slows the loop. Confined to its loop.
 */
final class FailureLog {
    static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger logger = LoggerFactory.getLogger(FailureLog.class);

    private final MediaCounters counters;
    private final LongSupplier nanoClock;
    private boolean logged;
    private long loggedNanos;
    private long unlogged;

    FailureLog(MediaCounters counters, LongSupplier nanoClock) {
        this.counters = counters;
        this.nanoClock = nanoClock;
    }

    /**
     * @param sessionId whose peer it was, or a dash
     * @return whether it was logged
     */
    boolean failed(String sessionId, Throwable cause) {
        counters.dropped(DropReason.INTERNAL);
        long nowNanos = nanoClock.getAsLong();
        if (logged && nowNanos - loggedNanos < INTERVAL_NANOS) {
            unlogged++;
            return false;
        }
        logger.error("event=media_failed session={} unlogged={}", sessionId, unlogged, cause);
        logged = true;
        loggedNanos = nowNanos;
        unlogged = 0;
        return true;
    }
}
