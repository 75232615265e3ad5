// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import im.antiphon.rtp.DropReason;
import im.antiphon.webrtc.ice.IceLiteState.Event;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of ICE: a lite, controlled agent (RFC 8445, section 2.5). It is reachable, so it sends no checks; it
 * answers the peer's, and the address of the latest nominating check is where media goes. A peer that changes address
 * nominates from the new one and the session goes on. Before any nomination the first valid address serves.
 *
 * <p>A peer whose checks stop has withdrawn its consent (RFC 7675): {@link IceSink#onConsentExpired()}.
 *
 * <p>One per session, confined to its event loop. Every message is answered from one buffer of the agent's own; a check
 * from an address that was seen before allocates nothing on the way.
 */
public final class IceLiteAgent {
    private static final long NEVER = Long.MAX_VALUE;

    private final StunView request = new StunView();
    private final CheckResponder responder = new CheckResponder(request);
    private final RecentTransactions transactions = new RecentTransactions();
    private final RemoteAddresses remotes;
    private final long consentTimeoutNanos;

    private IceLogin newest;
    /** Answered until the newest has nominated; only while restarting. */
    private @Nullable IceLogin previous;

    private IceLiteState state = IceLiteState.NEW;
    private RemoteAddresses.@Nullable Entry selected;
    private boolean started;
    private long startedNanos;

    /** An agent that answers to {@code local} and expects checks of {@code remote}, whose password it never needs. */
    public IceLiteAgent(IceCredentials local, IceCredentials remote, IceLiteSettings settings) {
        newest = new IceLogin(local, remote);
        remotes = new RemoteAddresses(settings.maximumRemoteAddresses());
        consentTimeoutNanos = settings.consentTimeout().toNanos();
    }

    /** Starts the clock for the first check. Called once, when the answer with our credentials goes out. */
    public void start(long nowNanos) {
        started = true;
        startedNanos = nowNanos;
    }

    /**
     * Takes what a demultiplexer believes to be STUN (RFC 7983: first byte 0..3). The buffer is only read.
     *
     * @param from a resolved address
     */
    public void handleDatagram(
            long nowNanos, ByteBuffer buffer, int offset, int length, InetSocketAddress from, IceSink out) {
        if (!request.wrap(buffer, offset, length)) {
            out.onDropped(request.dropReason());
        } else if (!request.verifyFingerprint()) {
            out.onDropped(DropReason.STUN_FINGERPRINT);
        } else if (request.method() != StunView.BINDING) {
            out.onDropped(DropReason.PROTOCOL_VIOLATION);
        } else if (state == IceLiteState.EXPIRED) {
            out.onDropped(DropReason.UNKNOWN_PEER);
        } else {
            switch (request.messageClass()) {
                case REQUEST -> handleRequest(nowNanos, from, out);
                case INDICATION -> {
                    // A keep-alive for NATs; it is not authenticated, so it says nothing about consent.
                }
                    // We asked nothing.
                case SUCCESS, ERROR -> out.onDropped(DropReason.PROTOCOL_VIOLATION);
            }
        }
    }

    private void handleRequest(long nowNanos, InetSocketAddress from, IceSink out) {
        IceLogin login = loginOfRequest();
        if (responder.refuses(login, from, out) || login == null) {
            return;
        }
        if (request.hasIceControlled()) {
            // A lite agent never controls, whatever the tie-breakers say: the peer has to (RFC 8445, section 6.1.1).
            responder.refuseRole(login, from, out);
        } else {
            handleCheck(nowNanos, login, from, out);
        }
    }

    private @Nullable IceLogin loginOfRequest() {
        if (request.usernameEquals(newest.incomingUsername)) {
            return newest;
        }
        return previous != null && request.usernameEquals(previous.incomingUsername) ? previous : null;
    }

    private void handleCheck(long nowNanos, IceLogin login, InetSocketAddress from, IceSink out) {
        RemoteAddresses.Entry remote = remotes.find(from);
        int firstSeenFrom = transactions.firstSeenFrom(request.transactionHigh(), request.transactionLow());
        if (firstSeenFrom != 0 && (remote == null || remote.number != firstSeenFrom)) {
            // Answered all the same: it may be the peer's own repetition, through a NAT that has forgotten it in
            // between.
            responder.succeed(login, from.getAddress().getAddress(), from, out);
            out.onDropped(DropReason.STUN_REPLAY);
            return;
        }
        if (remote == null) {
            RemoteAddresses.Entry forgotten = remotes.makingRoom(selected);
            remote = remotes.learn(from, selected);
            if (forgotten != null) {
                out.onAddressForgotten(forgotten.address);
            }
        }
        if (firstSeenFrom == 0) {
            transactions.add(request.transactionHigh(), request.transactionLow(), remote.number);
        }
        remote.lastCheckNanos = nowNanos;
        out.onAddressValidated(remote.address);
        responder.succeed(login, remote.addressBytes, remote.address, out);
        boolean nominates = request.useCandidate();
        if (nominates && login == newest) {
            state = IceLiteState.next(state, Event.NOMINATED);
            select(remote, out);
            retirePrevious(out);
        } else {
            state = IceLiteState.next(state, Event.CHECKED);
            if (nominates || selected == null) {
                select(remote, out);
            }
        }
    }

    private void select(RemoteAddresses.Entry remote, IceSink out) {
        if (remote != selected) {
            selected = remote;
            out.onSelected(remote.address);
        }
    }

    private void retirePrevious(IceSink out) {
        if (previous != null) {
            String ufrag = previous.localUfrag;
            previous = null;
            out.onCredentialsRetired(ufrag);
        }
    }

    /** To be called at {@link #nextTimeoutNanos()} or later; harmless when early. */
    public void handleTimeout(long nowNanos, IceSink out) {
        long deadline = nextTimeoutNanos();
        if (deadline == NEVER || nowNanos - deadline < 0) {
            return;
        }
        // Consent is per address: the one in use has lost it, but the peer may be heard from another.
        RemoteAddresses.Entry heard = remotes.lastHeard();
        if (heard != null && heard != selected && nowNanos - heard.lastCheckNanos < consentTimeoutNanos) {
            select(heard, out);
            return;
        }
        state = IceLiteState.next(state, Event.FELL_SILENT);
        selected = null;
        retirePrevious(out);
        out.onConsentExpired();
    }

    /** When {@link #handleTimeout} wants to be called, or {@link Long#MAX_VALUE} for never. */
    public long nextTimeoutNanos() {
        if (!started || state == IceLiteState.EXPIRED) {
            return NEVER;
        }
        RemoteAddresses.Entry current = selected;
        boolean heardSince = current != null && current.lastCheckNanos - startedNanos > 0;
        return (current != null && heardSince ? current.lastCheckNanos : startedNanos) + consentTimeoutNanos;
    }

    /**
     * ICE restart (RFC 8445, section 9): the new credentials are answered at once, the old ones until a new pair is
     * nominated; media meanwhile stays where it is, and the peer has the consent timeout anew. A second restart before
     * that replaces the first. After expiry nothing is kept.
     *
     * @return the user name fragment that is not answered from now on, or null where the old one still is
     */
    public @Nullable String restart(long nowNanos, IceCredentials newLocal, IceCredentials newRemote) {
        String retired = null;
        if (state == IceLiteState.EXPIRED || previous != null) {
            retired = newest.localUfrag;
        } else {
            previous = newest;
        }
        newest = new IceLogin(newLocal, newRemote);
        state = IceLiteState.next(state, Event.RESTARTED);
        startedNanos = nowNanos;
        return retired;
    }

    /** Where media goes, or null before the first valid check and after expiry. */
    public @Nullable InetSocketAddress selected() {
        return selected == null ? null : selected.address;
    }
}
