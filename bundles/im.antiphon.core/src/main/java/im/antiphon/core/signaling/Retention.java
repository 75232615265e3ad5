// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

/**
 * How long, and how much, a client may be away.
 *
 * @param windowSeconds for which a session outlives its connection; 0: not at all
 * @param messages that are kept until the client has received them; one more ends the session
 * @param bytes of all of them, in UTF-8, with {@value Outbox#OVERHEAD_BYTES} on top of each
 * @param detachedSessions at most so many sessions without a connection; one more ends with its connection
 */
public record Retention(int windowSeconds, int messages, int bytes, int detachedSessions) {
    /** 30 seconds, 1,024 messages, 1 MiB, 10,000 sessions. */
    public static final Retention DEFAULT = new Retention(30, 1_024, 1_048_576, 10_000);

    public Retention {
        if (windowSeconds < 0 || windowSeconds > 86_400) {
            throw new IllegalArgumentException("windowSeconds: " + windowSeconds + " (expected: 0..86400)");
        }
        if (messages < 1) {
            throw new IllegalArgumentException("messages: " + messages + " (expected: >= 1)");
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 1)");
        }
        if (detachedSessions < 0) {
            throw new IllegalArgumentException("detachedSessions: " + detachedSessions + " (expected: >= 0)");
        }
    }

    long windowNanos() {
        return windowSeconds * 1_000_000_000L;
    }
}
