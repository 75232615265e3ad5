// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import im.antiphon.rtp.DropReason;
import im.antiphon.webrtc.ice.CandidatePair.State;
import im.antiphon.webrtc.ice.IceControllingSettings.Nomination;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of ICE, for the load generator and tests: a full agent with one local socket that begins as the
 * controlling one (RFC 8445). It checks the peer's candidates, nominates one, and keeps asking for consent every 4 to 6
 * seconds (RFC 7675). Confined to one thread.
 *
 * <p>Left out, having one socket and one component: gathering, freezing, TURN, TCP.
 */
public final class IceControllingAgent {
    /** Ta: no two new checks closer together. */
    private static final long PACE_NANOS = 50_000_000L;
    /** The least initial retransmission timeout (RFC 8445, section 14.3). */
    private static final long LEAST_TIMEOUT_NANOS = 500_000_000L;

    private static final long CONSENT_INTERVAL_NANOS = 5_000_000_000L;

    private static final int LONGEST_MESSAGE = 1024;
    private static final long NEVER = Long.MAX_VALUE;
    private static final long HOST_PRIORITY = IceCandidate.priority(IceCandidate.Type.HOST, 65535, 1);
    private static final long REFLEXIVE_PRIORITY = IceCandidate.priority(IceCandidate.Type.PEER_REFLEXIVE, 65535, 1);

    private final StunView message = new StunView();
    private final StunWriter writer = new StunWriter();
    private final ByteBuffer out = ByteBuffer.allocate(LONGEST_MESSAGE);
    private final CheckResponder responder = new CheckResponder(message);
    private final RandomGenerator random;
    private final Nomination nomination;
    private final long consentTimeoutNanos;
    private final long nominationDelayNanos;
    private final long tieBreaker;
    private final CheckList pairs = new CheckList();

    private @Nullable IceLogin newest;
    private boolean controlling = true;
    private @Nullable CandidatePair selected;
    private @Nullable InetSocketAddress mappedAddress;
    private boolean running;
    private long nextPacedNanos;
    /** When a pair of the newest credentials first was valid; meaningless while none is. */
    private long firstSuccessNanos;

    private long heardNanos;
    private long nextConsentNanos;
    /** Whether no check from our present address has been answered yet. */
    private boolean moved;

    private long consentHigh;
    private int consentLow;

    /** @param random for transactions and jitter; a cryptographically strong one, but in tests */
    public IceControllingAgent(IceControllingSettings settings, RandomGenerator random) {
        this.random = random;
        nomination = settings.nomination();
        consentTimeoutNanos = settings.consentTimeout().toNanos();
        nominationDelayNanos = settings.nominationDelay().toNanos();
        tieBreaker = random.nextLong();
    }

    /**
     * Begins to check, or to restart: a pair selected before stays in use until one under the new credentials is
     * nominated. The first check goes out at the next {@link #handleTimeout}, which is due at once.
     *
     * @param candidates the peer's; those that are no UDP address, or not of the first component, are passed over
     */
    public void start(long nowNanos, IceCredentials local, IceCredentials remote, List<IceCandidate> candidates) {
        newest = new IceLogin(local, remote);
        pairs.retain(selected);
        running = true;
        heardNanos = nowNanos;
        nextPacedNanos = nowNanos;
        candidates.forEach(this::addCandidate);
    }

    /** One more of the peer's candidates, of those that trickle in. */
    public void addCandidate(IceCandidate candidate) {
        if (candidate.component() == 1 && candidate.transport().equals("udp")) {
            candidate.endpoint().socketAddress().ifPresent(address -> addPair(address, candidate.priority()));
        }
    }

    private @Nullable CandidatePair addPair(InetSocketAddress address, long remotePriority) {
        IceLogin login = newest;
        if (login == null) {
            throw new IllegalStateException("start comes first");
        }
        CandidatePair known = pairs.find(login, address);
        if (known != null || pairs.isFull()) {
            return known;
        }
        CandidatePair pair = new CandidatePair(
                login,
                address,
                controlling
                        ? CandidatePair.priority(HOST_PRIORITY, remotePriority)
                        : CandidatePair.priority(remotePriority, HOST_PRIORITY));
        pairs.add(pair);
        return pair;
    }

    /**
     * Our socket's address has changed: the peer is told by a check at the next {@link #handleTimeout}, due at once, and sent
     * again until it is answered.
     */
    public void localAddressChanged(long nowNanos) {
        moved = true;
        newConsentTransaction();
        nextConsentNanos = nowNanos;
        // Answers to what is under way go where we are no longer, and a transaction is not to be seen from two
        // addresses.
        pairs.checkAgain();
        nextPacedNanos = nowNanos;
    }

    /** Takes a datagram that is STUN by its first byte. The buffer is only read. */
    public void handleDatagram(
            long nowNanos, ByteBuffer buffer, int offset, int length, InetSocketAddress from, IceSink sink) {
        if (!running) {
            sink.onDropped(DropReason.UNKNOWN_PEER);
        } else if (!message.wrap(buffer, offset, length)) {
            sink.onDropped(message.dropReason());
        } else if (!message.verifyFingerprint()) {
            sink.onDropped(DropReason.STUN_FINGERPRINT);
        } else if (message.method() != StunView.BINDING) {
            sink.onDropped(DropReason.PROTOCOL_VIOLATION);
        } else {
            switch (message.messageClass()) {
                case REQUEST -> handleRequest(nowNanos, from, sink);
                case SUCCESS -> handleSuccess(nowNanos, from, sink);
                case ERROR -> handleError(nowNanos, sink);
                case INDICATION -> {
                    // A keep-alive.
                }
            }
        }
    }

    // ---- the peer's checks

    private void handleRequest(long nowNanos, InetSocketAddress from, IceSink sink) {
        IceLogin login = loginOfRequest();
        if (responder.refuses(login, from, sink) || login == null) {
            return;
        }
        if (keepsRoleInConflict()) {
            responder.refuseRole(login, from, sink);
        } else {
            responder.succeed(login, from.getAddress().getAddress(), from, sink);
            learnFromCheck(nowNanos, login, from, sink);
        }
    }

    private @Nullable IceLogin loginOfRequest() {
        if (newest != null && message.usernameEquals(newest.incomingUsername)) {
            return newest;
        }
        return selected != null && message.usernameEquals(selected.login.incomingUsername) ? selected.login : null;
    }

    /** RFC 8445, section 7.3.1.1: of two agents in one role the one with the larger tie-breaker controls. */
    private boolean keepsRoleInConflict() {
        boolean conflict = controlling ? message.hasIceControlling() : message.hasIceControlled();
        if (!conflict) {
            return false;
        }
        boolean oursIsLarger = Long.compareUnsigned(tieBreaker, message.tieBreaker()) >= 0;
        if (oursIsLarger == controlling) {
            return true;
        }
        controlling = !controlling;
        return false;
    }

    private void learnFromCheck(long nowNanos, IceLogin login, InetSocketAddress from, IceSink sink) {
        CandidatePair pair = pairs.find(login, from);
        if (pair == null && login == newest) {
            pair = addPair(from, Math.max(0, message.priority()));
        }
        if (pair == null) {
            return;
        }
        if (!controlling && message.useCandidate()) {
            pair.nominated = true;
            if (pair.state == State.SUCCEEDED) {
                select(nowNanos, pair, sink);
            }
        }
        // A triggered check: the peer has just shown that the way is open.
        if (pair.state == State.WAITING || pair.state == State.FAILED) {
            check(nowNanos, pair, nomination == Nomination.AGGRESSIVE, sink);
        }
    }

    // ---- answers to our checks

    private void handleSuccess(long nowNanos, InetSocketAddress from, IceSink sink) {
        CandidatePair inUse = selected;
        if (inUse != null && isConsentTransaction()) {
            if (!message.verifyIntegrity(inUse.login.remoteIntegrity)) {
                sink.onDropped(DropReason.STUN_INTEGRITY);
            } else if (from.equals(inUse.remote)) {
                mappedAddress = message.xorMappedAddress();
                consentGiven(nowNanos);
            }
            return;
        }
        CandidatePair pair = pairOfTransaction();
        if (pair == null) {
            sink.onDropped(DropReason.UNKNOWN_PEER);
        } else if (!message.verifyIntegrity(pair.login.remoteIntegrity)) {
            sink.onDropped(DropReason.STUN_INTEGRITY);
        } else if (!from.equals(pair.remote)) {
            // Not symmetric, so not a way that media could go (RFC 8445, section 7.2.5.2.1).
            pair.state = State.FAILED;
            sink.onDropped(DropReason.PROTOCOL_VIOLATION);
        } else {
            succeeded(nowNanos, pair, sink);
        }
    }

    private void succeeded(long nowNanos, CandidatePair pair, IceSink sink) {
        if (pair.login == newest && first(State.SUCCEEDED) == null) {
            firstSuccessNanos = nowNanos;
        }
        pair.state = State.SUCCEEDED;
        pair.nominated |= controlling && pair.nominating;
        mappedAddress = message.xorMappedAddress();
        if (pair.nominated) {
            CandidatePair inUse = selected;
            if (inUse == null || inUse.login != newest || Long.compareUnsigned(pair.priority, inUse.priority) >= 0) {
                select(nowNanos, pair, sink);
            }
        }
    }

    private void select(long nowNanos, CandidatePair pair, IceSink sink) {
        CandidatePair before = selected;
        selected = pair;
        consentGiven(nowNanos);
        scheduleConsent(nowNanos);
        if (before == null || !before.remote.equals(pair.remote)) {
            sink.onSelected(pair.remote);
        }
        if (before != null && before.login != pair.login) {
            pairs.remove(before.login);
            sink.onCredentialsRetired(before.login.localUfrag);
        }
    }

    private void handleError(long nowNanos, IceSink sink) {
        CandidatePair pair = pairOfTransaction();
        if (pair == null) {
            // A refused consent check says no more than one unanswered (RFC 7675, section 5.1).
            sink.onDropped(DropReason.UNKNOWN_PEER);
        } else if (message.errorCode() == 487 && message.verifyIntegrity(pair.login.remoteIntegrity)) {
            controlling = !controlling;
            check(nowNanos, pair, nomination == Nomination.AGGRESSIVE, sink);
        } else {
            pair.state = State.FAILED;
        }
    }

    private @Nullable CandidatePair pairOfTransaction() {
        return pairs.ofTransaction(message.transactionHigh(), message.transactionLow());
    }

    private boolean isConsentTransaction() {
        return message.transactionHigh() == consentHigh && message.transactionLow() == consentLow;
    }

    // ---- time

    /** To be called at {@link #nextTimeoutNanos()} or later; harmless when early. */
    public void handleTimeout(long nowNanos, IceSink sink) {
        if (!running) {
            return;
        }
        if (nowNanos - (heardNanos + consentTimeoutNanos) >= 0) {
            running = false;
            selected = null;
            pairs.retain(null);
            sink.onConsentExpired();
            return;
        }
        retransmit(nowNanos, sink);
        if (nowNanos - nextPacedNanos >= 0) {
            checkNext(nowNanos, sink);
        }
        CandidatePair chosen = toNominate();
        if (chosen != null && nowNanos - nominationNanos(chosen) >= 0) {
            check(nowNanos, chosen, true, sink);
        }
        if (selected != null && nowNanos - nextConsentNanos >= 0) {
            askConsent(nowNanos, selected, sink);
        }
    }

    private void retransmit(long nowNanos, IceSink sink) {
        for (int i = 0; i < pairs.size(); i++) {
            CandidatePair pair = pairs.get(i);
            if (pair.state == State.IN_PROGRESS && nowNanos - pair.nextTransmissionNanos >= 0 && pair.retransmits()) {
                send(pair, pair.transactionHigh, pair.transactionLow, pair.nominating, sink);
            }
        }
    }

    private void checkNext(long nowNanos, IceSink sink) {
        CandidatePair waiting = first(State.WAITING);
        if (waiting != null) {
            nextPacedNanos = nowNanos + PACE_NANOS;
            check(nowNanos, waiting, nomination == Nomination.AGGRESSIVE, sink);
        }
    }

    /** The earliest of: next check, retransmission, nomination, consent, expiry; {@link Long#MAX_VALUE} for never. */
    public long nextTimeoutNanos() {
        if (!running) {
            return NEVER;
        }
        long next = heardNanos + consentTimeoutNanos;
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).state == State.IN_PROGRESS) {
                next = earlier(next, pairs.get(i).nextTransmissionNanos);
            }
        }
        if (first(State.WAITING) != null) {
            next = earlier(next, nextPacedNanos);
        }
        CandidatePair chosen = toNominate();
        if (chosen != null) {
            next = earlier(next, nominationNanos(chosen));
        }
        return selected == null ? next : earlier(next, nextConsentNanos);
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    /** The pair whose turn to be nominated has come or will come, unless one is or is about to be. */
    private @Nullable CandidatePair toNominate() {
        if (!controlling) {
            return null;
        }
        return newest == null || pairs.hasNomination(newest) ? null : first(State.SUCCEEDED);
    }

    /** At once if nothing better can come, otherwise when it has been waited for long enough. */
    private long nominationNanos(CandidatePair chosen) {
        return firstSuccessNanos + (pairs.isPendingBefore(chosen) ? nominationDelayNanos : 0);
    }

    private @Nullable CandidatePair first(State state) {
        return newest == null ? null : pairs.first(newest, state);
    }

    // ---- our checks

    private void check(long nowNanos, CandidatePair pair, boolean nominating, IceSink sink) {
        pair.nominating = nominating && controlling;
        pair.begin(
                nowNanos,
                random.nextLong(),
                random.nextInt(),
                Math.max(LEAST_TIMEOUT_NANOS, PACE_NANOS * pairs.pending()));
        send(pair, pair.transactionHigh, pair.transactionLow, pair.nominating, sink);
    }

    /**
     * Every consent check is a transaction of its own, sent once; it nominates anew, so that the peer follows us. After a
     * move it is a transaction that is repeated, since media waits for it.
     */
    private void askConsent(long nowNanos, CandidatePair pair, IceSink sink) {
        if (moved) {
            nextConsentNanos = nowNanos + LEAST_TIMEOUT_NANOS;
        } else {
            newConsentTransaction();
            scheduleConsent(nowNanos);
        }
        send(pair, consentHigh, consentLow, controlling, sink);
    }

    private void newConsentTransaction() {
        consentHigh = random.nextLong();
        consentLow = random.nextInt();
    }

    private void consentGiven(long nowNanos) {
        heardNanos = nowNanos;
        if (moved) {
            moved = false;
            scheduleConsent(nowNanos);
        }
    }

    /** 0.8 to 1.2 times five seconds (RFC 7675, section 5.1). */
    private void scheduleConsent(long nowNanos) {
        nextConsentNanos = nowNanos + (long) (CONSENT_INTERVAL_NANOS * (0.8 + 0.4 * random.nextDouble()));
    }

    private void send(CandidatePair pair, long high, int low, boolean useCandidate, IceSink sink) {
        writer.begin(out, 0, StunClass.REQUEST, high, low)
                .username(pair.login.outgoingUsername)
                .priority(REFLEXIVE_PRIORITY);
        if (controlling) {
            writer.iceControlling(tieBreaker);
        } else {
            writer.iceControlled(tieBreaker);
        }
        if (useCandidate) {
            writer.useCandidate();
        }
        writer.integrity(pair.login.remoteIntegrity).fingerprint();
        sink.sendDatagram(out, 0, writer.length(), pair.remote);
    }

    // ---- what has come of it

    /** Where media goes, or null before nomination and after expiry. */
    public @Nullable InetSocketAddress selected() {
        return selected == null ? null : selected.remote;
    }

    /** Our own address as the peer saw it last, or null. */
    public @Nullable InetSocketAddress mappedAddress() {
        return mappedAddress;
    }

    /** False once a peer with a larger tie-breaker has claimed the role. */
    public boolean isControlling() {
        return controlling;
    }
}
