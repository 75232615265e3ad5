// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for a client, bounded in bytes; nothing is held while there are none. Knows also whether somebody is
 * going to write them, so that many who send cause one pass. Safe from any thread.
 */
final class PendingMessages {
    /** What a waiting message costs besides its text. */
    static final int OVERHEAD_BYTES = 64;

    private final int maximumBytes;

    // guarded by this
    private @Nullable Message first;
    private @Nullable Message last;
    private int bytes;
    private boolean passDue;

    PendingMessages(int maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    private static final class Message {
        private final byte[] utf8;
        private @Nullable Message next;

        Message(byte[] utf8) {
            this.utf8 = utf8;
        }
    }

    /** False, and nothing is added, where it would be too much. */
    synchronized boolean add(byte[] utf8) {
        int grown = bytes + utf8.length + OVERHEAD_BYTES;
        if (grown > maximumBytes) {
            return false;
        }
        bytes = grown;
        Message message = new Message(utf8);
        if (last == null) {
            first = message;
        } else {
            last.next = message;
        }
        last = message;
        return true;
    }

    /** The oldest, which waits no longer; null where there is none. */
    synchronized byte @Nullable [] poll() {
        Message message = first;
        if (message == null) {
            return null;
        }
        bytes -= message.utf8.length + OVERHEAD_BYTES;
        first = message.next;
        if (first == null) {
            last = null;
        }
        return message.utf8;
    }

    synchronized boolean isEmpty() {
        return first == null;
    }

    synchronized void clear() {
        first = null;
        last = null;
        bytes = 0;
    }

    /** True where a pass has to be scheduled; false where one is due already. */
    synchronized boolean askForPass() {
        boolean first = !passDue;
        passDue = true;
        return first;
    }

    /** A pass begins: what is added from here on asks for the next one. */
    synchronized void beginPass() {
        passDue = false;
    }
}
