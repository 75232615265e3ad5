// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.net.InetSocketAddress;

/**
 * Our one socket and one of the peer's addresses under one pair of credentials, and the check that is under way between
 * them (RFC 8445, section 6.1.2.6). Confined to its agent.
 */
final class CandidatePair {
    enum State {
        WAITING,
        IN_PROGRESS,
        SUCCEEDED,
        FAILED
    }

    /** Rc of RFC 8489, section 6.2.1: how often a request is sent. */
    private static final int MOST_TRANSMISSIONS = 7;
    /** Rm: how many initial timeouts the last one is waited for. */
    private static final int LAST_WAIT = 16;

    final IceLogin login;
    final InetSocketAddress remote;
    final long priority;
    State state = State.WAITING;
    /** Whether the check under way, or the last one, carries USE-CANDIDATE. */
    boolean nominating;

    boolean nominated;
    long transactionHigh;
    int transactionLow;
    /** While in progress: when to send again, or to give up. */
    long nextTransmissionNanos;

    private int transmissions;
    private long timeoutNanos;
    private long initialTimeoutNanos;

    CandidatePair(IceLogin login, InetSocketAddress remote, long priority) {
        this.login = login;
        this.remote = remote;
        this.priority = priority;
    }

    /** RFC 8445, section 6.1.2.3. */
    static long priority(long controlling, long controlled) {
        return (Math.min(controlling, controlled) << 32)
                + 2 * Math.max(controlling, controlled)
                + (controlling > controlled ? 1 : 0);
    }

    /** A new check, about to be sent for the first time. */
    void begin(long nowNanos, long high, int low, long firstTimeoutNanos) {
        state = State.IN_PROGRESS;
        transactionHigh = high;
        transactionLow = low;
        transmissions = 1;
        initialTimeoutNanos = firstTimeoutNanos;
        timeoutNanos = firstTimeoutNanos;
        nextTransmissionNanos = nowNanos + firstTimeoutNanos;
    }

    /** Whether the check is to be sent once more; otherwise the pair has failed. */
    boolean retransmits() {
        if (transmissions == MOST_TRANSMISSIONS) {
            state = State.FAILED;
            return false;
        }
        transmissions++;
        timeoutNanos *= 2;
        nextTransmissionNanos += transmissions == MOST_TRANSMISSIONS ? LAST_WAIT * initialTimeoutNanos : timeoutNanos;
        return true;
    }

    /** Whether a check is due or under way. */
    boolean isPending() {
        return state == State.WAITING || state == State.IN_PROGRESS;
    }

    boolean isTransaction(long high, int low) {
        return transactionHigh == high && transactionLow == low && state == State.IN_PROGRESS;
    }
}
