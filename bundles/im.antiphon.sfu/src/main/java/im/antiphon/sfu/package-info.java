// SPDX-License-Identifier: Apache-2.0
/**
 * The selective forwarding unit, without input or output: what members of a room publish is forwarded to those who listen,
 * never decoded.
 *
 * <ul>
 *   <li>{@link im.antiphon.sfu.Room} holds the members and decides who is heard where.
 *   <li>{@link im.antiphon.sfu.Member} is one peer: packets go in and, through its {@link im.antiphon.sfu.MemberOutput}, out.
 *   <li>{@link im.antiphon.sfu.Publication} is one stream coming in, {@link im.antiphon.sfu.Subscription} one going out: a
 *       slot whose sequence numbers and timestamps run on while its source changes.
 *   <li>{@link im.antiphon.sfu.ShardLink} and {@link im.antiphon.sfu.ShardMessage} are how a room on several loops hangs together.
 *   <li>{@link im.antiphon.sfu.SlotAssignment} chooses what fills the slots, {@link im.antiphon.sfu.LoudnessMeter} says who
 *       is loud.
 * </ul>
 *
 * <p>A room and all in it are confined to one event loop. Time is an input.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.sfu;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
