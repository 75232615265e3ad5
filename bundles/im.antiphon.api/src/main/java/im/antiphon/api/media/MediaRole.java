// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.media;

/** What a peer may do in its room. */
public enum MediaRole {
    /** Publishes and listens: one peer connection for both. */
    PARTICIPANT,
    /** Publishes only. */
    PUBLISHER,
    /** Listens only. */
    LISTENER
}
