// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

/** Why a datagram, or a part of one, was not used. Each is counted under its label. */
public enum DropReason {
    /** Too short for what its first bytes announce. */
    TRUNCATED("truncated"),
    /** The version field is not the protocol's. */
    BAD_VERSION("bad-version"),
    /** A length inside points outside. */
    BAD_LENGTH("bad-length"),
    /** Well-formed, but not what the protocol allows here. */
    PROTOCOL_VIOLATION("protocol-violation"),
    /** First byte of no protocol we speak. */
    UNKNOWN_PROTOCOL("unknown-protocol"),
    /** From an address, or for a user, that no session has. */
    UNKNOWN_PEER("unknown-peer"),
    /** STUN without a valid MESSAGE-INTEGRITY. */
    STUN_INTEGRITY("stun-integrity"),
    /** STUN with a wrong FINGERPRINT. */
    STUN_FINGERPRINT("stun-fingerprint"),
    /** A STUN request seen before, now from another address. */
    STUN_REPLAY("stun-replay"),
    /** SRTP or SRTCP that fails authentication. */
    SRTP_AUTHENTICATION("srtp-authentication"),
    /** SRTP or SRTCP seen before, or too old to tell. */
    SRTP_REPLAY("srtp-replay"),
    /** Media before the keys are there. */
    NO_KEYS("no-keys"),
    /** RTP of a source that no media section announced. */
    UNKNOWN_SOURCE("unknown-source"),
    /** A payload type that was not negotiated, or that the receiver does not have. */
    UNKNOWN_PAYLOAD_TYPE("unknown-payload-type"),
    /** RTP from before the source took its slot. */
    LATE("late"),
    /** The kernel reported an error of an earlier datagram. */
    SOCKET_ERROR("socket-error"),
    /** A bounded queue was full. */
    QUEUE_FULL("queue-full"),
    /** A defect of our own met it. */
    INTERNAL("internal");

    private final String label;

    DropReason(String label) {
        this.label = label;
    }

    /** As metrics spell it. */
    public String label() {
        return label;
    }
}
