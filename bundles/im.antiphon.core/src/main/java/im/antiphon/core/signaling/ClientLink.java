// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.signaling.SignalingConnection;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a session and its client: the messages it is told, and the connection they go over, which may be
 * lost, made anew, and lost again. One lock guards both, so that whatever thread sends, detaches, resumes or ends, the
 * client sees every number once and in order on each connection, and a session is ended or resumed, never both.
 *
 * <p>Under the lock messages are queued to the connection, which does not block, and nothing else of another component is
 * called. Safe from any thread.
 */
final class ClientLink {
    /** How a connection's end left the link. */
    enum Loss {
        /** The client may come back. */
        DETACHED,
        /** There is nothing to come back to: the session has to be ended. */
        FINAL,
        /** Another connection had taken its place, or all was over already. */
        NOTHING
    }

    /** What came of an attempt to resume. */
    sealed interface Resumption {
        /** @param superseded the connection that was still there, to be closed, or null */
        record Done(@Nullable SignalingConnection superseded, boolean moved) implements Resumption {}

        /** @param detail why not, for the client */
        record Refused(String detail) implements Resumption {}
    }

    /** What happens to the client, noted in its order, under the lock: only takes note. */
    interface Events {
        /** The client has said its first word. */
        void onOpened();

        /** The connection is gone: {@link #expire} has to be called with this number when the window is over. */
        void onDetached(long absence, String reason);

        /** The client is back. */
        void onResumed();

        /** All is over. */
        void onEnded();
    }

    /** Makes a welcome around a resume token. */
    interface WelcomeText {
        String of(String resumeToken);
    }

    private final Outbox outbox;
    private final ResumeTokens tokens;
    private final Events events;
    private @Nullable SignalingConnection connection;
    private String hostBefore = ""; // of the connection that was lost, while there is none
    private long absences;
    private boolean opened;
    private boolean ended;

    ClientLink(Outbox outbox, ResumeTokens tokens, Events events) {
        this.outbox = outbox;
        this.tokens = tokens;
        this.events = events;
    }

    /** The first connection is there; false where all is over before it began. */
    synchronized boolean start(SignalingConnection first, WelcomeText welcome) {
        if (ended) {
            return false;
        }
        connection = first;
        first.send(welcome.of(tokens.token()));
        return true;
    }

    /** The client has said something, which makes this its session; it had before, or it does now. */
    synchronized void open() {
        if (!opened && !ended) {
            opened = true;
            events.onOpened();
        }
    }

    /** Numbers and keeps a message, and queues it if the connection is there; false where too many are outstanding. */
    synchronized boolean send(String message) {
        if (ended) {
            return true; // nobody is there who could miss it
        }
        String numbered = outbox.append(message);
        if (numbered == null) {
            return false;
        }
        if (connection != null) {
            connection.send(numbered); // a connection that does not take it is at its end: it comes with the next
        }
        return true;
    }

    /** Queues a message that is worth nothing later. */
    synchronized void sendTransient(String message) {
        if (connection != null) {
            connection.send(message);
        }
    }

    /** Whether what comes from this connection counts; if so the client is known to have its latest token. */
    synchronized boolean isHeard(SignalingConnection from) {
        if (connection != from || ended) {
            return false;
        }
        tokens.confirmed();
        return true;
    }

    /** The client has received all up to a number; false where it has not been told so many. */
    synchronized boolean received(long number) {
        return outbox.received(number);
    }

    /** Of the connection that is there, or was there last; empty before the first. */
    synchronized String remoteHost() {
        return connection == null ? hostBefore : hostOf(connection);
    }

    synchronized boolean isAttached() {
        return connection != null;
    }

    /**
     * A connection is gone.
     *
     * @param reason for the session's end, if it comes to that
     * @param mayReturn whether the client may come back, if it has been heard at all
     */
    synchronized Loss lose(SignalingConnection gone, String reason, boolean mayReturn) {
        if (ended || connection != gone) {
            return Loss.NOTHING;
        }
        hostBefore = remoteHost();
        connection = null;
        if (!opened || !mayReturn) {
            ended = true;
            return Loss.FINAL;
        }
        events.onDetached(++absences, reason);
        return Loss.DETACHED;
    }

    /**
     * The client is back: it is welcomed over its new connection and told all that it has missed.
     *
     * @param received the last number that it has
     * @param secret of its next token
     */
    synchronized Resumption resume(
            SignalingConnection next, String token, long received, String secret, WelcomeText welcome) {
        if (ended || !opened || !tokens.accepts(token)) {
            return new Resumption.Refused("token: of no session that is there");
        }
        if (!outbox.reachesBackTo(received)) {
            return new Resumption.Refused("received: " + received + " (expected: " + (outbox.last() - outbox.size())
                    + ".." + outbox.last() + ")");
        }
        SignalingConnection superseded = connection;
        String before = remoteHost();
        outbox.received(received);
        tokens.next(token, secret);
        connection = next;
        next.send(welcome.of(tokens.token()));
        outbox.unreceived().forEach(next::send);
        if (superseded == null) {
            events.onResumed();
        }
        absences++;
        return new Resumption.Done(superseded, !hostOf(next).equals(before));
    }

    /** The window of an absence is over; true where the client is still away, and the session to be ended. */
    synchronized boolean expire(long absence) {
        if (ended || connection != null || absences != absence) {
            return false;
        }
        ended = true;
        return true;
    }

    /** Ends it for good; the connection that was there is given back, for a last word. */
    @Nullable
    synchronized SignalingConnection end() {
        ended = true;
        outbox.clear();
        if (opened) {
            opened = false;
            events.onEnded();
        }
        return letGo();
    }

    /** Lets go of the connection, which goes on as another session's. */
    @Nullable
    synchronized SignalingConnection letGo() {
        SignalingConnection last = connection;
        hostBefore = remoteHost();
        connection = null;
        return last;
    }

    private static String hostOf(SignalingConnection connection) {
        String address = connection.remoteAddress();
        int port = address.lastIndexOf(':');
        return port < 0 ? address : address.substring(0, port);
    }
}
