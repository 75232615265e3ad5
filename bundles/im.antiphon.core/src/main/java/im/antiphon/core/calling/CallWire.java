// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.core.call.CallCommand;
import im.antiphon.core.call.CallParty;
import im.antiphon.core.call.RelayFigures;
import java.util.ArrayList;
import java.util.List;

/** Commands, as JSON from node to node. */
final class CallWire {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CallWire() {}

    static String text(CallCommand command) {
        CallParty by = command.by();
        ObjectNode json = MAPPER.createObjectNode()
                .put("kind", command.kind().name())
                .put("call", command.call())
                .put("tenant", command.tenant())
                .put("user", by.user())
                .put("device", by.device())
                .put("session", by.session());
        command.users().forEach(json.putArray("users")::add);
        RelayFigures figures = command.figures();
        json.put("loss", figures.lossFraction())
                .put("roundTrip", figures.roundTripMillis())
                .put("jitter", figures.jitterMillis())
                .put("cpu", figures.cpuLoad())
                .put("memory", figures.memoryLoad())
                .put("network", figures.networkJitterIndex());
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of plain values cannot fail to be written", impossible);
        }
    }

    /** @throws IllegalArgumentException where it is no command */
    static CallCommand command(String text) {
        JsonNode json;
        try {
            json = MAPPER.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("command: " + malformed.getOriginalMessage(), malformed);
        }
        List<String> users = new ArrayList<>();
        json.path("users").forEach(user -> users.add(user.asText()));
        return new CallCommand(
                CallCommand.Kind.valueOf(json.path("kind").asText()),
                json.path("call").asText(),
                json.path("tenant").asText(),
                new CallParty(
                        json.path("user").asText(),
                        json.path("device").asText(),
                        json.path("session").asText()),
                users,
                new RelayFigures(
                        json.path("loss").asDouble(-1),
                        json.path("roundTrip").asDouble(-1),
                        json.path("jitter").asDouble(-1),
                        json.path("cpu").asDouble(-1),
                        json.path("memory").asDouble(-1),
                        json.path("network").asDouble(-1)));
    }
}
