// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The addresses a peer has sent valid checks from, learned from nothing else (peer-reflexive candidates, RFC 8445, section
 * 7.3.1.3). Bounded: when full, the one longest unheard makes room, but never the one in use.
 */
final class RemoteAddresses {
    /** One of them. Its number tells it from an earlier entry for the same address. */
    static final class Entry {
        final InetSocketAddress address;
        final byte[] addressBytes;
        final int number;
        long lastCheckNanos;

        private Entry(InetSocketAddress address, int number) {
            this.address = address;
            this.addressBytes = address.getAddress().getAddress();
            this.number = number;
        }
    }

    private final @Nullable Entry[] entries;
    private int size;
    private int learned;

    RemoteAddresses(int maximum) {
        entries = new Entry[maximum];
    }

    /** The entry for an address, or null. */
    @Nullable
    Entry find(InetSocketAddress address) {
        for (int i = 0; i < size; i++) {
            Entry entry = entries[i];
            if (entry != null && entry.address.equals(address)) {
                return entry;
            }
        }
        return null;
    }

    /** Takes in an address that {@link #find} does not know, in place of the one that {@link #makingRoom} named. */
    Entry learn(InetSocketAddress address, @Nullable Entry inUse) {
        Entry entry = new Entry(address, ++learned);
        entries[size < entries.length ? size++ : longestUnheard(inUse)] = entry;
        return entry;
    }

    /** The one the next to be learned would replace, or null while there is room. */
    @Nullable
    Entry makingRoom(@Nullable Entry inUse) {
        return size < entries.length ? null : entries[longestUnheard(inUse)];
    }

    private int longestUnheard(@Nullable Entry inUse) {
        int found = -1;
        long foundNanos = 0;
        for (int i = 0; i < size; i++) {
            Entry entry = entries[i];
            if (entry != null && entry != inUse && (found < 0 || entry.lastCheckNanos - foundNanos < 0)) {
                found = i;
                foundNanos = entry.lastCheckNanos;
            }
        }
        return found;
    }

    /** The entry heard last, or null where there is none. */
    @Nullable
    Entry lastHeard() {
        Entry last = null;
        for (int i = 0; i < size; i++) {
            Entry entry = entries[i];
            if (entry != null && (last == null || entry.lastCheckNanos - last.lastCheckNanos > 0)) {
                last = entry;
            }
        }
        return last;
    }

    int size() {
        return size;
    }
}
