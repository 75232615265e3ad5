// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.loadtest.plan.LoadPlan;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which call the participants of a room are in, and who has opened it: the first of them, who stays. Safe from any thread. */
public final class RoomCalls {
    private record Call(String id, SignalingConnection opener) {}

    private final Map<Integer, Call> calls = new ConcurrentHashMap<>();

    /** What a participant is called. */
    static String user(LoadPlan plan, int room, int number) {
        return plan.room(room) + "-" + number;
    }

    /** Opens the room's call with all others; returns its id. */
    String open(LoadPlan plan, Seat seat, SignalingConnection opener) throws ConnectFailure, InterruptedException {
        ObjectNode invite = SignalingConnection.payload();
        ArrayNode users = invite.putArray("users");
        for (int i = 0; i < plan.population().participants(); i++) {
            if (i != seat.number()) {
                users.add(user(plan, seat.room(), i));
            }
        }
        opener.request("invite", invite, null);
        String id = opener.await(
                        "call", message -> message.path("type").asText().equals("call"))
                .path("payload")
                .path("call")
                .asText();
        calls.put(seat.room(), new Call(id, opener));
        return id;
    }

    /** Has the opener ask somebody in, where there is a call: whoever comes late rings no more by himself. */
    void askIn(LoadPlan plan, Seat seat) throws ConnectFailure, InterruptedException {
        Call call = calls.get(seat.room());
        if (call != null) {
            ObjectNode invite = SignalingConnection.payload().put("call", call.id);
            invite.putArray("users").add(user(plan, seat.room(), seat.number()));
            call.opener.request("invite", invite, null);
        }
    }
}
