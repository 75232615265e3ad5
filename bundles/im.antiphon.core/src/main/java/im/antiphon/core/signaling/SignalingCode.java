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

    /**
     * Whether it counts against the client, who is given up after too many of them. What it could not have known is no mistake
     * of its own: that whom or what it means has gone meanwhile, or that we are at our limit or at fault.
     */
    boolean isClientsMistake() {
        return switch (this) {
            case NOT_FOUND, OVERLOADED, DRAINING, INTERNAL -> false;
            case BAD_JSON,
                    BAD_MESSAGE,
                    UNKNOWN_TYPE,
                    TOO_LARGE,
                    NO_ROOM,
                    ROOM_FULL,
                    FORBIDDEN,
                    BAD_SDP,
                    UNSUPPORTED,
                    LIMITED,
                    STATE,
                    RESUME_FAILED -> true;
        };
    }

    /** As messages spell it. */
    public String label() {
        return label;
    }
}
