// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

/** The four classes of STUN messages (RFC 8489, section 5), in the order of their two bits. */
public enum StunClass {
    REQUEST,
    INDICATION,
    SUCCESS,
    ERROR;

    private static final StunClass[] BY_BITS = values();

    static StunClass ofType(int messageType) {
        return BY_BITS[messageType >> 4 & 1 | messageType >> 7 & 2];
    }

    /** The fourteen bits of the type field: the method with this class's bits in between. */
    int withMethod(int method) {
        return method & 0x000f
                | (method & 0x0070) << 1
                | (method & 0x0f80) << 2
                | (ordinal() & 1) << 4
                | (ordinal() & 2) << 7;
    }

    static int methodOfType(int messageType) {
        return messageType & 0x000f | messageType >> 1 & 0x0070 | messageType >> 2 & 0x0f80;
    }
}
