// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.auth.Identity;
import im.antiphon.api.session.SessionControl;
import im.antiphon.api.session.SessionState;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.core.auth.TokenExpiry;
import im.antiphon.core.session.RegisteredSession;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of {@code signaling-v1}, for as long as it is taken for the same: over one connection or many. What it says
 * is carried out by {@link ClientCommands}; what it is told goes over its {@link ClientLink}; its place among others is its
 * {@link Membership}, its sound its {@link SessionMedia}.
 *
 * <p>Its messages are handled one at a time, under its turn, also while one connection takes over from another. Everything
 * else comes from any thread. {@code docs/threading.md} has the order of the locks.
 */
public final class SignalingSession {
    /** The client takes its messages too slowly, or not at all. */
    static final String SLOW = "slow";

    /** The client wants it to end. */
    public static final String LEFT = "left";

    private static final String ERRORS = "errors";
    private static final String FLOOD = "flood";
    private static final String RESUMED = "resumed";
    private static final int RESUMED_CODE = 4001;
    private static final Logger LOG = LoggerFactory.getLogger(SignalingSession.class);

    private final SignalingService service;
    private final RegisteredSession session;
    private final ClientLink link;
    private final Announcements announcements = new Announcements();
    private final RecentMessages recent = new RecentMessages();
    private final ErrorLimit errors;
    private final Membership membership;
    private final ClientCommands commands;
    private final Object turn = new Object();

    /** Made for the first message to the forwarding unit, under its turn. */
    private volatile @Nullable SessionMedia media;

    /** Made when its connection is lost for the first time, under the link. */
    private @Nullable Absence absence;

    private volatile boolean listed;

    SignalingSession(SignalingService service, RegisteredSession session) {
        SignalingLimits limits = service.limits();
        this.service = service;
        this.session = session;
        this.link = new ClientLink(
                new Outbox(limits.retention().messages(), limits.retention().bytes()),
                new ResumeTokens(session.id(), service.newSecret()),
                new Announcing());
        this.errors = new ErrorLimit(limits.errors(), limits.errorWindowNanos());
        this.membership = new Membership(service.rooms(), this, session);
        this.commands = new ClientCommands(service, this, membership);
    }

    // --- what others of the core see -------------------------------------------------------------------------------

    /** Ends with the id of its node. */
    public String id() {
        return session.id();
    }

    /** Whose it is. */
    public Identity identity() {
        return session.identity();
    }

    /** Whether the client's connection is there at the moment. */
    public boolean isAttached() {
        return link.isAttached();
    }

    /** The room it is in, or null. */
    public @Nullable String roomName() {
        return session.room();
    }

    /**
     * Queues a message to the client; it is numbered and kept until the client has received it. A client that has too
     * many of them outstanding is given up: its session ends, and listeners are told so by the caller's thread.
     *
     * @param message a JSON object with a {@code type}, without {@code seq}
     */
    public void send(String message) {
        if (!queue(message)) {
            end(SLOW);
        }
    }

    /** Queues a message that is worth nothing later: without a number, and dropped while the connection is away. */
    public void sendTransient(String message) {
        link.sendTransient(message);
    }

    /** Tells the client that its token counts for so long yet, ms: it may show another one. */
    public void warnOfExpiry(long inMillis) {
        send(ServerMessages.tokenExpires(TimeUnit.MILLISECONDS.toSeconds(inMillis)));
    }

    /** Answers a message that has taken effect. */
    public void acknowledge(ClientMessage message) {
        if (!queueAcknowledgement(message)) {
            end(SLOW);
        }
    }

    /** Answers a message that takes no effect. */
    public void refuse(ClientMessage message, SignalingCode code, String detail) {
        refuse(new Rejection(message.id(), code, detail));
    }

    /** Takes the client out of a room that it may be in no longer; does nothing where it is not in that room. */
    public void leaveRoom(String room, String reason) {
        if (membership.leave(room, reason)) {
            closeMedia(reason);
        }
    }

    /**
     * Ends the session; safe to call twice.
     *
     * @param reason one or two words that the client is told
     */
    public void end(String reason) {
        session.close(reason);
    }

    // --- for rooms and commands ------------------------------------------------------------------------------------

    /** The address that its connection comes from, without port; the latest one's while there is none. */
    String remoteHost() {
        return link.remoteHost();
    }

    /** The client has shown another token of its user; it stays the device that it is. */
    void renew(Identity newer) {
        session.renew(newer.onDevice(identity().device()));
    }

    /** Whether the {@link SessionDirectory} finds it. */
    boolean isListed() {
        return listed;
    }

    void setListed(boolean isListed) {
        listed = isListed;
    }

    ServerMessages.Participant participant() {
        return membership.participant();
    }

    /** Queues a message to the client; false where the session must be {@linkplain #end ended} for not taking it. */
    boolean queue(String message) {
        return link.send(message);
    }

    boolean queueAcknowledgement(ClientMessage message) {
        String id = message.id();
        if (id == null) {
            return true;
        }
        String answer = ServerMessages.ack(id);
        recent.answered(id, answer);
        return queue(answer);
    }

    /** Its sound, from the first time that it is asked for; called under its turn. */
    SessionMedia media() {
        SessionMedia current = media;
        if (current == null) {
            current = new SessionMedia(service, this);
            media = current;
            session.bind(() -> closeMedia(session.endReason()));
        }
        return current;
    }

    void closeMedia(String reason) {
        SessionMedia current = media;
        if (current != null) {
            current.close(reason);
        }
    }

    boolean isOver() {
        SessionState state = session.state();
        return state == SessionState.CLOSING || state == SessionState.TERMINATED;
    }

    String endReason() {
        return session.endReason();
    }

    /** The client has received all messages up to a number; false where there have not been so many. */
    boolean received(long number) {
        return link.received(number);
    }

    private void refuse(Rejection rejection) {
        service.count(rejection.code());
        String answer = ServerMessages.error(rejection);
        String id = rejection.id();
        if (id != null) {
            recent.answered(id, answer);
        }
        send(answer);
        if (rejection.code().isClientsMistake() && errors.isExceededBy(service.nowNanos())) {
            end(rejection.code() == SignalingCode.LIMITED ? FLOOD : ERRORS);
        }
    }

    // --- from its connections --------------------------------------------------------------------------------------

    /** Welcomes the client; from here on the session's end undoes all that it did. */
    void start(SignalingConnection connection) {
        session.bind(this::sayGoodbye);
        if (!link.start(connection, token -> welcome(token, false))) {
            connection.close(closeCode(endReason()), endReason()); // it ended while it began
        }
    }

    void onMessage(SignalingConnection from, ClientMessage message) {
        if (!link.isHeard(from)) {
            return; // another connection has taken over
        }
        open();
        synchronized (turn) {
            if (link.isHeard(from) && !isOver() && !isAnsweredAlready(message)) {
                try {
                    commands.handle(message);
                } catch (RuntimeException mistake) { // a client's message must not take its connection down
                    LOG.error("session {}: {}", id(), message.type().label(), mistake);
                    refuse(message, SignalingCode.INTERNAL, "the message could not be handled");
                }
            }
        }
    }

    void onUnreadable(SignalingConnection from, Rejection rejection) {
        if (link.isHeard(from)) {
            refuse(rejection);
        }
    }

    /** The connection's first message wanted another session, which it did not get: it stays with this one. */
    void onResumeFailed(ClientMessage message, String detail) {
        open();
        refuse(message, SignalingCode.RESUME_FAILED, detail);
    }

    void onConnectionLost(SignalingConnection gone, String reason) {
        switch (link.lose(gone, reason, service.mayDetach())) {
            case FINAL -> end(reason);
            case DETACHED -> announcements.tell();
            case NOTHING -> {}
        }
    }

    /**
     * The client is back over another connection.
     *
     * @param identity that the connection has been admitted with
     * @param received the last number that has arrived
     * @return why it is not let in, or null where it is
     */
    @Nullable
    String resume(SignalingConnection connection, Identity identity, String token, long received) {
        Identity known = identity();
        if (!identity.address().equals(known.address()) && !(identity.isClaimed() && known.isClaimed())) {
            return "token: of another user's session";
        }
        ClientLink.Resumption resumption =
                link.resume(connection, token, received, service.newSecret(), next -> welcome(next, true));
        if (resumption instanceof ClientLink.Resumption.Refused refused) {
            return refused.detail();
        }
        ClientLink.Resumption.Done done = (ClientLink.Resumption.Done) resumption;
        if (!identity.isClaimed()) {
            renew(identity);
        }
        SignalingConnection superseded = done.superseded();
        if (superseded != null) {
            superseded.close(RESUMED_CODE, RESUMED);
        }
        announcements.tell();
        SessionMedia current = media;
        if (done.moved() && current != null) {
            current.restartIfConnected();
        }
        return null;
    }

    /** Gives its connection to the session that the client has come back to, and is gone without a word to anybody. */
    void vanish() {
        link.letGo();
        end(RESUMED);
    }

    private void open() {
        link.open();
        announcements.tell();
    }

    /** Whether the client has said that before; then it is given the answer again, once there is one. */
    private boolean isAnsweredAlready(ClientMessage message) {
        String id = message.id();
        if (id == null || !message.type().isRemembered()) {
            return false;
        }
        if (!(recent.see(id) instanceof RecentMessages.Sighting.Again again)) {
            return false;
        }
        String answer = again.answer();
        if (answer != null) {
            send(answer);
        }
        return true;
    }

    private String welcome(String token, boolean resumed) {
        return ServerMessages.welcome(id(), identity(), token, resumed, service.limits());
    }

    private void expire(long number, String reason) {
        if (link.expire(number)) {
            end(reason);
        }
    }

    private void sayGoodbye() {
        String reason = session.endReason();
        SignalingConnection last = link.end();
        if (last != null) {
            last.send(ServerMessages.bye(reason)); // a connection that is gone takes no notice
            last.close(closeCode(reason), reason);
        }
        announcements.tell();
    }

    /** RFC 6455, section 7.4.1. */
    private static int closeCode(String reason) {
        return switch (reason) {
            case ERRORS, FLOOD, SessionControl.REVOKED, TokenExpiry.EXPIRED -> 1008;
            case SLOW -> 1013;
            case SignalingService.SHUTDOWN -> 1001;
            default -> 1000;
        };
    }

    /** Notes what happens to the client, to be told when the link's lock has been let go. */
    private final class Announcing implements ClientLink.Events {
        @Override
        public void onOpened() {
            announcements.add(() -> {
                service.directory().list(SignalingSession.this);
                session.activate();
                service.tell(listener -> listener.onOpened(SignalingSession.this));
            });
        }

        @Override
        public void onDetached(long number, String reason) {
            if (absence == null) {
                absence = new Absence(service, SignalingSession.this::expire);
            }
            absence.begin(number, reason);
            announcements.add(() -> {
                session.detach();
                service.tell(listener -> listener.onDetached(SignalingSession.this));
            });
        }

        @Override
        public void onResumed() {
            endAbsence();
            announcements.add(() -> {
                session.attach();
                service.tell(listener -> listener.onResumed(SignalingSession.this));
            });
        }

        @Override
        public void onEnded() {
            endAbsence();
            announcements.add(() -> {
                service.directory().unlist(SignalingSession.this);
                service.tell(listener -> listener.onEnded(SignalingSession.this, session.endReason()));
            });
        }

        private void endAbsence() {
            if (absence != null) {
                absence.end();
            }
        }
    }
}
