// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

/**
 * The life of an endpoint.
 *
 * <pre>
 *                        IDLE
 *      as server /            \ as client
 *        LISTENING --hello--> HANDSHAKING --close--> CANCELLING
 *            |                 |      |                   |
 *         deadline          success  failure, deadline    | thread is free
 *            |                 |      |                   |
 *            |             CONNECTED  |                   |
 *            |              |     |   |                   |
 *            +--> FAILED <--+-----|---+        CLOSED <---+
 *                                 +--------------^
 * </pre>
 */
enum DtlsState {
    /** Not started. */
    IDLE,
    /** A server without a ClientHello; no thread is taken yet. */
    LISTENING,
    /** A thread works on it, or it waits for one. */
    HANDSHAKING,
    /** Closed by its owner, while the handshake's thread has yet to say goodbye. */
    CANCELLING,
    /** Keys have been given out. */
    CONNECTED,
    FAILED,
    CLOSED;

    /** What may happen to an endpoint. */
    enum Event {
        STARTED_AS_CLIENT,
        STARTED_AS_SERVER,
        CLIENT_HELLO_ARRIVED,
        HANDSHAKE_SUCCEEDED,
        HANDSHAKE_FAILED,
        DEADLINE_PASSED,
        CLOSE_REQUESTED,
        PEER_CLOSED,
        SESSION_FAILED
    }

    /** The state that follows; the same one where the event means nothing in it. */
    DtlsState next(Event event) {
        return switch (this) {
            case IDLE -> switch (event) {
                case STARTED_AS_CLIENT -> HANDSHAKING;
                case STARTED_AS_SERVER -> LISTENING;
                case CLOSE_REQUESTED -> CLOSED;
                default -> this;
            };
            case LISTENING -> switch (event) {
                case CLIENT_HELLO_ARRIVED -> HANDSHAKING;
                case DEADLINE_PASSED -> FAILED;
                case CLOSE_REQUESTED -> CLOSED;
                default -> this;
            };
            case HANDSHAKING -> switch (event) {
                case HANDSHAKE_SUCCEEDED -> CONNECTED;
                case HANDSHAKE_FAILED, DEADLINE_PASSED -> FAILED;
                case CLOSE_REQUESTED -> CANCELLING;
                default -> this;
            };
            case CANCELLING -> switch (event) {
                case HANDSHAKE_SUCCEEDED, HANDSHAKE_FAILED -> CLOSED;
                default -> this;
            };
            case CONNECTED -> switch (event) {
                case CLOSE_REQUESTED, PEER_CLOSED -> CLOSED;
                case SESSION_FAILED -> FAILED;
                default -> this;
            };
            case FAILED, CLOSED -> this;
        };
    }

    /** Whether the sink has heard its last word. */
    boolean isOver() {
        return this == FAILED || this == CLOSED;
    }
}
