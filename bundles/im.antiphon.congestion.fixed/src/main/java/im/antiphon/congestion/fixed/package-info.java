// SPDX-License-Identifier: Apache-2.0
/**
 * A congestion controller that holds one rate, and steps back only where RFC 8083 says a sender must.
 *
 * <ul>
 *   <li>{@link im.antiphon.congestion.fixed.FixedRateController}: the rate of one peer
 *   <li>{@link im.antiphon.congestion.fixed.MediaCircuitBreaker}: when that rate is more than the path can be asked for
 * </ul>
 */
@NullMarked
package im.antiphon.congestion.fixed;

import org.jspecify.annotations.NullMarked;
