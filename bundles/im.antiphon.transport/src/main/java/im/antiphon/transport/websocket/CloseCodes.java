// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

/** Close codes of RFC 6455, section 7.4, and the registry it founded. */
public final class CloseCodes {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED_DATA = 1003;
    public static final int INVALID_PAYLOAD = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int MESSAGE_TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;
    public static final int TRY_AGAIN_LATER = 1013;

    /** Not a code: the close frame that came had none. */
    public static final int ABSENT = 1005;

    private CloseCodes() {}

    /** Whether a close frame may carry it. */
    public static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
