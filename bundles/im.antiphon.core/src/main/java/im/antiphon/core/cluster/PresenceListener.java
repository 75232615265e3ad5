// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

/** Told of changes of presence, on whichever thread brings them; returns at once and does not throw. */
public interface PresenceListener {
    /** What {@link Presence#find} answers for this user has changed. */
    void onPresenceChanged(String tenant, String user);
}
