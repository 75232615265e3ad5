// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory for what is only meant until the call returns: counters, key stream, hashes in the making. One for each thread, since
 * a loop that sends to hundreds of peers in turn finds it in the processor's cache, and memory of each peer's own it would not. What
 * was left in it means nothing; no key is, beyond the call that expands it.
 */
final class Scratch {
    static final int LENGTH = 2048;

    // Both types are the JDK's, so that no thread holds on to this bundle.
    private static final ThreadLocal<MemorySegment> OF_THREAD =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LENGTH, 64));

    private Scratch() {}

    /** The calling thread's, aligned to 64 bytes; lives as long as the thread. */
    static long address() {
        return OF_THREAD.get().address();
    }
}
