// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.media;

/** An offer or candidate that cannot be served; the session goes on. */
public final class MediaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the caller should tell the client. */
    public enum Reason {
        /** The SDP or candidate is malformed or lacks what WebRTC needs. */
        MALFORMED,
        /** Well-formed, but nothing in it can be served. */
        UNSUPPORTED,
        /** There is no such peer, publisher or room. */
        NOT_FOUND,
        /** The node has no room for another. */
        OVERLOADED
    }

    private final Reason reason;

    public MediaException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
