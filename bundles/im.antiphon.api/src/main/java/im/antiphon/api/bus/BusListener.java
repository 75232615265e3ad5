// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.bus;

import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Told what happens on the bus, on the bus's own threads: one call at a time. Methods return at once and do not throw.
 */
@ProviderType
public interface BusListener {
    /**
     * A frame has come.
     *
     * @param fromNode the id of its sender
     * @param frame the listener's own from now on
     */
    void onFrame(String fromNode, byte[] frame);

    /**
     * Which other nodes there are: all of them, without this one. Told once the bus has found out for the first time, and at
     * every change. While the bus's server cannot be asked, or may have forgotten, nobody is taken for gone.
     */
    void onNodes(Set<String> nodes);

    /** All entries of another node, in the place of whatever was known of it before. */
    void onPresence(String node, List<PresenceEntry> entries);

    /** A session of another node is there, or has changed. */
    void onAnnounced(PresenceEntry entry);

    /** A session of another node is not there any more. */
    void onWithdrawn(String node, String session);

    /** Frames can be sent, for the first time or again after a failure: the time to repeat what may have been lost. */
    void onConnected();
}
