// SPDX-License-Identifier: Apache-2.0
/**
 * A routing strategy by weighted consistent hashing.
 *
 * <ul>
 *   <li>{@link im.antiphon.routing.consistenthash.ConsistentHashStrategy}: which point of the ring a key belongs to
 *   <li>{@link im.antiphon.routing.consistenthash.HashRing}: the points of the nodes, and the first at or after a position
 *   <li>{@link im.antiphon.routing.consistenthash.RingSettings}: how many of both
 * </ul>
 */
@NullMarked
package im.antiphon.routing.consistenthash;

import org.jspecify.annotations.NullMarked;
