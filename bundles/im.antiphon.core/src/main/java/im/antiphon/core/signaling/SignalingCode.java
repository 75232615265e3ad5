// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

/** Why a message was refused, as {@code error} says it. Part of the protocol. */
public enum SignalingCode {
    BAD_JSON("bad-json"),
    BAD_MESSAGE("bad-message"),
    UNKNOWN_TYPE("unknown-type"),
    TOO_LARGE("too-large"),
    NOT_FOUND("not-found"),
    NO_ROOM("no-room"),
    ROOM_FULL("room-full"),
    FORBIDDEN("forbidden"),
    BAD_SDP("bad-sdp"),
    UNSUPPORTED("unsupported"),
    OVERLOADED("overloaded"),
    DRAINING("draining"),
    LIMITED("limited"),
    STATE("state"),
    RESUME_FAILED("resume-failed"),
    INTERNAL("internal");

    private final String label;

    SignalingCode(String label) {
        this.label = label;
    }

    /** As messages spell it. */
    public String label() {
        return label;
    }
}
