// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

import java.util.concurrent.Executor;

/**
 * Where a journal calls its store: never on an event loop, whatever the store does.
 *
 * @param now runs one task after the other
 * @param later the same, {@link SessionJournal#RETRY_MILLIS} after it was asked to
 */
public record JournalThreads(Executor now, Executor later) {}
