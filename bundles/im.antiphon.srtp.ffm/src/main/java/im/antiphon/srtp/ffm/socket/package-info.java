// SPDX-License-Identifier: Apache-2.0
/**
 * Datagrams to the kernel: {@link im.antiphon.srtp.ffm.socket.MessageBatch} hands many over with one {@code sendmmsg}, those to one
 * address in one piece ({@code UDP_SEGMENT}) where the kernel can cut it up.
 *
 * <p>Deliberately not done: receiving, which Netty does by {@code recvmmsg} already; {@code UDP_GRO}, since a voice sender's packets
 * come one by one; io_uring.
 */
@NullMarked
package im.antiphon.srtp.ffm.socket;

import org.jspecify.annotations.NullMarked;
