// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what is expected, not longer, and in the end says how things stood. */
final class Eventually {
    /** Generous: machines that build are busy. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long COLLECTION_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Eventually() {}

    static void holds(BooleanSupplier condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + otherwise.get());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Collects garbage until it is gone. */
    static void collected(WeakReference<?> reference, Supplier<String> otherwise) {
        collected(List.of(reference), otherwise);
    }

    /** Collects garbage until they are gone; now and then only, since everything stands still meanwhile. */
    static void collected(List<? extends WeakReference<?>> references, Supplier<String> otherwise) {
        holds(
                () -> {
                    if (areGone(references)) {
                        return true;
                    }
                    System.gc();
                    LockSupport.parkNanos(COLLECTION_NANOS);
                    return areGone(references);
                },
                otherwise);
    }

    private static boolean areGone(List<? extends WeakReference<?>> references) {
        return references.stream().allMatch(reference -> reference.refersTo(null));
    }
}
