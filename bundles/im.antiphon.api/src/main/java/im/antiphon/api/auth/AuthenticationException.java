// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.auth;

/** The credentials do not make an identity; the client is turned away. */
public final class AuthenticationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the client should be told. */
    public enum Reason {
        /** No credentials came, and there must be some. */
        MISSING,
        /** What came is not in the form that is wanted. */
        MALFORMED,
        /** Not signed by whom we trust, not for us, or not yet. */
        INVALID,
        /** It was right once. */
        EXPIRED,
        /** It has been called back. */
        REVOKED,
        /** Too many ask from the same address: try again later. */
        LIMITED,
        /** Whoever has to be asked does not answer: try again later. */
        UNAVAILABLE
    }

    private final Reason reason;

    /** @param detail for the client's developer; says nothing that helps to guess */
    public AuthenticationException(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
