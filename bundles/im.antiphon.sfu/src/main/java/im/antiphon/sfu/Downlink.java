// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.api.congestion.ManagedCongestionController;

/**
 * What governs the way to a member.
 *
 * @param congestion decides how much it may be sent; closed by whoever opened it
 * @param wallClockOffsetNanos nanoseconds of the Unix epoch minus the loop's monotonic clock, for reports
 */
public record Downlink(ManagedCongestionController congestion, long wallClockOffsetNanos) {}
