// SPDX-License-Identifier: Apache-2.0
/**
 * Interactive Connectivity Establishment (RFC 8445) over STUN (RFC 8489): finding the address a peer is reached at,
 * and noticing when it no longer consents to be sent anything (RFC 7675).
 *
 * <p>{@link im.antiphon.webrtc.ice.IceLiteAgent} is the server's side, {@link im.antiphon.webrtc.ice.IceControllingAgent}
 * the client's, for load and tests. Both are given bytes and time and answer through an
 * {@link im.antiphon.webrtc.ice.IceSink}. {@link im.antiphon.webrtc.ice.StunView} reads messages where they lie,
 * {@link im.antiphon.webrtc.ice.StunWriter} writes them. What is deliberately left out: {@code docs/protocols/ice.md}.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.webrtc.ice;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
