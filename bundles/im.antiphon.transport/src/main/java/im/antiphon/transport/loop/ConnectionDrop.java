// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

/** Why a TCP connection, or something that came over one, was not served. Each is counted under its label. */
public enum ConnectionDrop {
    /** As many connections are open as may be. */
    CONNECTION_LIMIT("connection-limit"),
    /** A first byte of no protocol we speak; the media's datagrams have a label of their own for that. */
    UNKNOWN_PROTOCOL("unknown-tcp-protocol"),
    /** RFC 4571 framing as ICE-TCP uses it; not served. */
    ICE_TCP("ice-tcp"),
    /** Plain HTTP where TLS is spoken. */
    PLAIN_ON_TLS("plain-on-tls"),
    /** TLS that came to nothing. */
    TLS_HANDSHAKE("tls-handshake"),
    /** Not HTTP, or HTTP beyond the limits. */
    BAD_REQUEST("bad-request"),
    /** A request that did not end in time, or a connection that was kept open without one. */
    REQUEST_TIMEOUT("request-timeout"),
    /** A resource that did not answer in time. */
    REPLY_TIMEOUT("reply-timeout"),
    /** A page of another origin asked for signaling. */
    FOREIGN_ORIGIN("foreign-origin"),
    /** A client without credentials that make an identity asked for signaling. */
    UNAUTHENTICATED("unauthenticated"),
    /** A frame against RFC 6455. */
    WEBSOCKET_VIOLATION("websocket-violation"),
    /** A message longer than allowed. */
    OVERSIZED_MESSAGE("oversized-message"),
    /** No sign of life from a WebSocket client. */
    WEBSOCKET_TIMEOUT("websocket-timeout"),
    /** A WebSocket client that does not read what it is sent. */
    SLOW_CONSUMER("slow-consumer"),
    /** The connection broke. */
    CONNECTION_RESET("connection-reset"),
    /** A defect of our own. */
    INTERNAL("connection-internal");

    private final String label;

    ConnectionDrop(String label) {
        this.label = label;
    }

    /** As metrics spell it. */
    public String label() {
        return label;
    }
}
