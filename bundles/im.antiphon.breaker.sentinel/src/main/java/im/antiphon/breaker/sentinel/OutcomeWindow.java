// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.sentinel;

import com.alibaba.csp.sentinel.slots.statistic.base.LeapArray;
import com.alibaba.csp.sentinel.slots.statistic.base.WindowWrap;

/**
 * Sentinel's sliding window. What it takes for milliseconds are slices, ten of which make the window; each call says which
 * slice it is in, so Sentinel's clock is not asked. Guarded by its owner.
 */
final class OutcomeWindow extends LeapArray<Outcomes> {
    private static final int SLICES = 10;

    private final long sliceNanos;

    OutcomeWindow(long windowNanos) {
        super(SLICES, SLICES);
        this.sliceNanos = windowNanos / SLICES;
    }

    /** The outcomes of the slice that is the present. */
    Outcomes present(long elapsedNanos) {
        return currentWindow(elapsedNanos / sliceNanos).value();
    }

    /** All that are in the window; a new object. */
    Outcomes sum(long elapsedNanos) {
        present(elapsedNanos); // makes room, so that the oldest slice is gone
        Outcomes sum = new Outcomes();
        for (Outcomes slice : values(elapsedNanos / sliceNanos)) {
            sum.addSuccesses(slice.successes());
            sum.addFailures(slice.failures());
        }
        return sum;
    }

    void clear() {
        for (WindowWrap<Outcomes> slice : listAll()) {
            slice.value().clear();
        }
    }

    @Override
    public Outcomes newEmptyBucket(long slice) {
        return new Outcomes();
    }

    @Override
    protected WindowWrap<Outcomes> resetWindowTo(WindowWrap<Outcomes> wrap, long slice) {
        wrap.resetTo(slice);
        wrap.value().clear();
        return wrap;
    }
}
