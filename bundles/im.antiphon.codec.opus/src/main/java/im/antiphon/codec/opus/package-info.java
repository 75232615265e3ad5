// SPDX-License-Identifier: Apache-2.0
/**
 * Opus (RFC 6716, RFC 7587) by Concentus, a port of libopus to Java: it runs wherever a JVM does.
 *
 * <ul>
 *   <li>{@link im.antiphon.codec.opus.OpusCodec}: what Opus is in SDP, and its encoders and decoders
 * </ul>
 *
 * <p>What it costs, per 20 ms frame of 48 kHz mono at 32 kb/s on one core of an AMD Zen 4: 0.5 to 1 ms and some 140 KB of
 * garbage to encode, 0.06 to 0.2 ms to decode. That is for announcements, recording and mixing; forwarding decodes nothing.
 *
 * <p>Where the JDK and the system allow, {@code im.antiphon.codec.libopus} serves before it.
 *
 * <p>Deliberately not done: in-band FEC when encoding, since what Concentus's encoder emits of it decodes to nothing
 * useful (its decoder, and so {@code useinbandfec=1} for what we receive, is sound); DTX; multistream.
 */
@NullMarked
package im.antiphon.codec.opus;

import org.jspecify.annotations.NullMarked;
