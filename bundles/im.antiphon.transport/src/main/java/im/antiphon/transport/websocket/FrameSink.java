// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

/** What a {@link WebSocketFrameReader} makes of a client's bytes. May not call the reader again. */
interface FrameSink {
    /** A whole text message. */
    void onText(String text);

    /** A message longer than allowed has passed and was not kept. */
    void onOversized(long sizeInBytes);

    /** @param payload to be sent back, at most 125 bytes */
    void onPing(byte[] payload);

    void onPong();

    /**
     * The client closes; the reader ignores what follows.
     *
     * @param code as sent, or {@link CloseCodes#ABSENT}
     */
    void onClose(int code);

    /**
     * The bytes are not what RFC 6455 allows; the reader ignores what follows.
     *
     * @param code to close with
     * @param reason for the client's developer
     */
    void onViolation(int code, String reason);
}
