// SPDX-License-Identifier: Apache-2.0
/**
 * The media path through {@code java.lang.foreign}: SRTP by the libraries that the system has ({@link
 * im.antiphon.srtp.ffm.NativeTransforms}), and datagrams handed to the kernel by the batch.
 *
 * <p>Rules of this bundle. Addresses travel as {@code long}; on the way of a packet no segment, no arena and no object is made.
 * Method handles are static and final, so that a call becomes an instruction. {@code critical} calls are those that return within
 * a microsecond or two whatever they are given: cryptography over one packet, never a system call. Every address that is written
 * to belongs to memory that the same object holds on to.
 */
@NullMarked
package im.antiphon.srtp.ffm;

import org.jspecify.annotations.NullMarked;
