// SPDX-License-Identifier: Apache-2.0
/**
 * What forwarding costs by publishers, subscribers, rooms and loops, and how late the last subscriber of many hears: the whole media
 * path on real sockets, with real peers, in one process.
 */
@NullMarked
package im.antiphon.benchmarks.fanout;

import org.jspecify.annotations.NullMarked;
