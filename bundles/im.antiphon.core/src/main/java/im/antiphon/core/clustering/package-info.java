// SPDX-License-Identifier: Apache-2.0
/**
 * What several nodes make of one signaling service: messages to sessions of other nodes
 * ({@link im.antiphon.core.clustering.RemoteSessions}), who is there and who wants to know
 * ({@link im.antiphon.core.clustering.SessionPresence}, {@link im.antiphon.core.clustering.PresenceSubscriptions}), and
 * identities that are called back everywhere ({@link im.antiphon.core.clustering.Revocations}).
 */
@NullMarked
package im.antiphon.core.clustering;

import org.jspecify.annotations.NullMarked;
