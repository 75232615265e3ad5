// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

/** A message could not be sent, or was not answered. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the sender may want to do about it. */
    public enum Reason {
        /** There is no such node, or it has ended before it acknowledged the message. */
        NO_NODE,
        /** Too much waits for that node already: later. */
        OVERLOADED,
        /** No answer in time; the request may have been carried out. */
        TIMEOUT,
        /** The addressee answered that it failed. */
        FAILED
    }

    private final Reason reason;

    public ClusterException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
