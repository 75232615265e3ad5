// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.concurrent.atomic.AtomicInteger;

/** Netty's leak detector, with a count that tests can assert; named to Netty by a system property of the build. */
public final class CountingLeakDetector<T> extends ResourceLeakDetector<T> {
    private static final AtomicInteger leaks = new AtomicInteger();
    private static final int COLLECTIONS = 5;

    public CountingLeakDetector(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
    }

    public CountingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
        super(resourceType, samplingInterval);
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        leaks.incrementAndGet();
        System.err.println("LEAK of " + resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        leaks.incrementAndGet();
        System.err.println("LEAK of " + resourceType);
    }

    /** Leaks found since the JVM started. A leak shows when its object is collected and another buffer is asked for. */
    public static int leaks() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            System.runFinalization();
            for (int j = 0; j < 100; j++) {
                ByteBufAllocator.DEFAULT.buffer(16).release();
            }
        }
        return leaks.get();
    }
}
