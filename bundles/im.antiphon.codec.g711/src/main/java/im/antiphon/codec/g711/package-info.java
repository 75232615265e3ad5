// SPDX-License-Identifier: Apache-2.0
/**
 * G.711: telephone audio, a byte a sample.
 *
 * <ul>
 *   <li>{@link im.antiphon.codec.g711.Companding}: the two laws, sample by sample
 *   <li>{@link im.antiphon.codec.g711.G711Codec}: what a law is in SDP, and its encoders and decoders
 * </ul>
 *
 * <p>Deliberately not done: comfort noise (RFC 3389); loss concealment as elaborate as G.711's appendix I.
 */
@NullMarked
package im.antiphon.codec.g711;

import org.jspecify.annotations.NullMarked;
