// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one client has been told, numbered from 1, and kept until it says that it has received it. Pure: knows neither
 * connections nor time; whoever owns it sees to threads.
 *
 * <p>At most so many messages and bytes are kept. What a client that does not take its messages costs is thereby bounded,
 * and how far back one can come.
 */
final class Outbox {
    /** What a kept message costs besides its text. */
    static final int OVERHEAD_BYTES = 64;

    private final int maximumMessages;
    private final int maximumBytes;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private long last;
    private int bytes;

    Outbox(int maximumMessages, int maximumBytes) {
        this.maximumMessages = maximumMessages;
        this.maximumBytes = maximumBytes;
    }

    private record Kept(long number, String text, int bytes) {}

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
        if (kept.size() >= maximumMessages || bytes + cost > maximumBytes) {
            return null;
        }
        kept.addLast(new Kept(++last, numbered, cost));
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
        for (Kept first = kept.peekFirst(); first != null && first.number <= number; first = kept.peekFirst()) {
            kept.removeFirst();
            bytes -= first.bytes;
        }
        return true;
    }

    /** Whether all after this one are still kept. */
    boolean reachesBackTo(long number) {
        return number >= last - kept.size() && number <= last;
    }

    /** All that are kept, in order. */
    List<String> unreceived() {
        List<String> texts = new ArrayList<>(kept.size());
        kept.forEach(message -> texts.add(message.text));
        return texts;
    }

    /** The number given last; 0 before the first. */
    long last() {
        return last;
    }

    int size() {
        return kept.size();
    }

    int sizeInBytes() {
        return bytes;
    }

    /** Forgets everything, for a session that has ended. */
    void clear() {
        kept.clear();
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
