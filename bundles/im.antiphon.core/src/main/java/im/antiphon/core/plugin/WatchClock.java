// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * The times a watch goes by.
 *
 * @param nanoTime monotonic
 * @param cpuNanos what a thread has computed so far; constant where that cannot be told
 */
public record WatchClock(LongSupplier nanoTime, ToLongFunction<Thread> cpuNanos) {}
