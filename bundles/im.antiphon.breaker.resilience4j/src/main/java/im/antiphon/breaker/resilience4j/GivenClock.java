// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.resilience4j;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Shows the time it was given last. Guarded by its owner. */
final class GivenClock extends Clock {
    private long elapsedNanos;

    void show(long nanos) {
        elapsedNanos = nanos;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(0, elapsedNanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Nothing asks for the time of day. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
