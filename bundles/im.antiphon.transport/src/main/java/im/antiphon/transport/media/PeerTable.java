// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whose a datagram is: by the address it came from, or, for the first check from a new address, by the user name fragment it
 * names; and by session for requests. Bounded by the number of peers and the addresses each may have.
 *
 * <p>Safe from any thread: every loop looks here, since the kernel may give any of them any peer's datagrams; a look-up takes no lock
 * and allocates nothing. A peer that is found on another loop than its own is a name for where to hand the datagram, no more.
 */
final class PeerTable {
    private final Map<InetSocketAddress, MediaPeer> byAddress = new ConcurrentHashMap<>();
    private final Map<String, MediaPeer> byUfrag = new ConcurrentHashMap<>();
    private final Map<String, MediaPeer> bySession = new ConcurrentHashMap<>();

    @Nullable
    MediaPeer at(InetSocketAddress address) {
        return byAddress.get(address);
    }

    @Nullable
    MediaPeer named(String ufrag) {
        return byUfrag.get(ufrag);
    }

    @Nullable
    MediaPeer ofSession(String sessionId) {
        return bySession.get(sessionId);
    }

    Collection<MediaPeer> all() {
        return Collections.unmodifiableCollection(bySession.values());
    }

    /** Whether nothing is left of any peer: no session, address or user name fragment. */
    boolean isEmpty() {
        return bySession.isEmpty() && byAddress.isEmpty() && byUfrag.isEmpty();
    }

    void add(MediaPeer peer) {
        bySession.put(peer.sessionId(), peer);
    }

    void addUfrag(MediaPeer peer, String ufrag) {
        byUfrag.put(ufrag, peer);
    }

    void removeUfrag(MediaPeer peer, String ufrag) {
        byUfrag.remove(ufrag, peer);
    }

    void addAddress(MediaPeer peer, InetSocketAddress address) {
        if (byAddress.get(address) != peer) { // as with every check but the first
            byAddress.put(address, peer);
        }
    }

    void removeAddress(MediaPeer peer, InetSocketAddress address) {
        byAddress.remove(address, peer);
    }

    void remove(MediaPeer peer) {
        bySession.remove(peer.sessionId(), peer);
    }
}
