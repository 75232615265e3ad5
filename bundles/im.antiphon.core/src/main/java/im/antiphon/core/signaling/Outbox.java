// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one client has been told, numbered from 1, and kept until it says that it has received it. Pure: knows neither
 * connections nor time; whoever owns it sees to threads.
 *
 * <p>At most so many messages and bytes are kept. What a client that does not take its messages costs is thereby bounded,
 * and how far back one can come. Nothing is held for a client that has received all.
 */
final class Outbox {
    /** What a kept message costs besides its text. */
    static final int OVERHEAD_BYTES = 64;

    private final int maximumMessages;
    private final int maximumBytes;
    private @Nullable Kept first;
    private @Nullable Kept latest;
    private int size;
    private long last;
    private int bytes;

    Outbox(int maximumMessages, int maximumBytes) {
        this.maximumMessages = maximumMessages;
        this.maximumBytes = maximumBytes;
    }

    /** One of the messages, and the one after it. */
    private static final class Kept {
        private final long number;
        private final String text;
        private final int bytes;
        private @Nullable Kept next;

        Kept(long number, String text, int bytes) {
            this.number = number;
            this.text = text;
            this.bytes = bytes;
        }
    }

    /**
     * Numbers and keeps a message.
     *
     * @param message a JSON object with at least one member and without {@code seq}
     * @return the message with its number; null, and nothing is kept, where it would be one too many
     */
    @Nullable
    String append(String message) {
        String numbered = "{\"seq\":" + (last + 1) + "," + message.substring(1);
        int cost = utf8Length(numbered) + OVERHEAD_BYTES;
        if (size >= maximumMessages || bytes + cost > maximumBytes) {
            return null;
        }
        Kept kept = new Kept(++last, numbered, cost);
        if (latest == null) {
            first = kept;
        } else {
            latest.next = kept;
        }
        latest = kept;
        size++;
        bytes += cost;
        return numbered;
    }

    /**
     * The client has received all up to this one: they are forgotten.
     *
     * @return false where no such number has been given yet
     */
    boolean received(long number) {
        if (number < 0 || number > last) {
            return false;
        }
        while (first != null && first.number <= number) {
            size--;
            bytes -= first.bytes;
            first = first.next;
        }
        if (first == null) {
            latest = null;
        }
        return true;
    }

    /** Whether all after this one are still kept. */
    boolean reachesBackTo(long number) {
        return number >= last - size && number <= last;
    }

    /** All that are kept, in order. */
    List<String> unreceived() {
        List<String> texts = new ArrayList<>(size);
        for (Kept kept = first; kept != null; kept = kept.next) {
            texts.add(kept.text);
        }
        return texts;
    }

    /** The number given last; 0 before the first. */
    long last() {
        return last;
    }

    int size() {
        return size;
    }

    int sizeInBytes() {
        return bytes;
    }

    /** Forgets everything, for a session that has ended. */
    void clear() {
        first = null;
        latest = null;
        size = 0;
        bytes = 0;
    }

    private static int utf8Length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length += c >= 0x800 && !Character.isSurrogate(c) ? 2 : 1; // a pair of surrogates makes four
            }
        }
        return length;
    }
}
