// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client can say, and which members the payload of each may have. */
public enum MessageType {
    JOIN("join", List.of(Field.room(), Field.participantName())),
    LEAVE("leave", List.of()),
    /** An object of the client's own. */
    STATE("state", null),
    /** To the forwarding unit; another session is relayed whatever object it is. */
    OFFER("offer", List.of(Field.nonEmptyText("sdp"), Field.optionalText("type"))),
    ANSWER("answer", null),
    /** To the forwarding unit, as RTCIceCandidate.toJSON writes it; another session is relayed whatever object it is. */
    ICE_CANDIDATE(
            "ice-candidate",
            List.of(
                    Field.text("candidate"),
                    Field.optionalText("sdpMid"),
                    Field.optionalInteger("sdpMLineIndex"),
                    Field.optionalText("usernameFragment"))),
    /** How much has arrived; answered by nothing. */
    RECEIVED("received", List.of(Field.number("seq"))),
    /** The first word of a client that comes back. */
    RESUME("resume", List.of(Field.nonEmptyText("token"), Field.number("received"))),
    /** Of a client that has forgotten what it is in. */
    SYNC("sync", List.of()),
    /** Makes a call, or asks more users into one. */
    INVITE("invite", List.of(Field.optionalCall(), Field.users())),
    RINGING("ringing", List.of(Field.call())),
    ACCEPT("accept", List.of(Field.call())),
    REJECT("reject", List.of(Field.call(), Field.oneOf("reason", "declined", "busy"))),
    CANCEL("cancel", List.of(Field.call())),
    HANGUP("hangup", List.of(Field.call())),
    /** How the device fares in its calls. */
    HEALTH(
            "health",
            List.of(
                    Field.fraction("cpuLoad"),
                    Field.fraction("memoryLoad"),
                    Field.fraction("networkJitterIndex"),
                    Field.fraction("lossFraction"),
                    Field.millis("roundTripMillis"),
                    Field.millis("jitterMillis"))),
    /** Whose presence it wants to know about; nobody's where it names none. */
    PRESENCE("presence", List.of(Field.watchedUsers(), Field.flag("all"))),
    /** Another token of the same user, for a session that goes on. */
    AUTH("auth", List.of(Field.nonEmptyText("token"))),
    PING("ping", List.of()),
    BYE("bye", List.of());

    private final String label;
    private final @Nullable List<Field> fields;

    MessageType(String label, @Nullable List<Field> fields) {
        this.label = label;
        this.fields = fields;
    }

    /** As messages spell it. */
    public String label() {
        return label;
    }

    /** The members its payload may have, or null where any may be in it. */
    @Nullable
    List<Field> fields() {
        return fields;
    }

    /** Whether one that is said twice under the same id takes effect once. Those that do no harm twice are not noted. */
    boolean isRemembered() {
        return this != PING && this != RECEIVED && this != RESUME;
    }

    /** Whether it passes from client to client. */
    boolean isRelayed() {
        return this == OFFER || this == ANSWER || this == ICE_CANDIDATE;
    }

    static @Nullable MessageType of(String label) {
        for (MessageType type : values()) {
            if (type.label.equals(label)) {
                return type;
            }
        }
        return null;
    }
}
