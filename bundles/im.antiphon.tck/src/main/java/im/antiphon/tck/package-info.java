// SPDX-License-Identifier: Apache-2.0
/**
 * The compatibility kit: for each kind of plugin a class of tests that every plugin of that kind has to pass. A vendor
 * extends it in a test of his own and hands it his factory; Antiphon's own plugins are tested the same way.
 *
 * <ul>
 *   <li>{@link im.antiphon.tck.CongestionControllerContract}
 *   <li>{@link im.antiphon.tck.CodecContract}
 *   <li>{@link im.antiphon.tck.RoutingStrategyContract}
 *   <li>{@link im.antiphon.tck.BreakerContract}, and {@link im.antiphon.tck.FrugalBreakerContract} for those that allocate nothing
 *   <li>{@link im.antiphon.tck.SessionStoreContract}
 *   <li>{@link im.antiphon.tck.BusContract}
 *   <li>{@link im.antiphon.tck.AllocationMeter}: what a thread has allocated, for contracts that forbid it
 *   <li>{@link im.antiphon.tck.Together}: the same task on several threads at once
 * </ul>
 *
 * <p>What is random comes from fixed seeds, so a failure repeats itself.
 */
@NullMarked
package im.antiphon.tck;

import org.jspecify.annotations.NullMarked;
