// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/protocols/signaling-v1.md} true. */
class DocumentationTest {
    private final String page = read();

    private static String read() {
        try {
            return Files.readString(Path.of("../../docs/protocols/signaling-v1.md"));
        } catch (IOException missing) {
            throw new AssertionError("run from the bundle's folder", missing);
        }
    }

    @Test
    void examplesOfWhatTheServerSaysAreOfTheSchema() {
        Set<String> types = new HashSet<>();
        for (String example : examples("server")) {
            JsonNode message = SignalingBench.parse(example);
            Schema.FROM_SERVER.require(message);
            types.add(message.get("type").textValue());
        }
        assertThat(types).hasSize(22);
    }

    @Test
    void examplesOfWhatAClientSaysAreOfTheSchemaAndAreRead() {
        Set<MessageType> types = EnumSet.noneOf(MessageType.class);
        for (String example : examples("client")) {
            Schema.FROM_CLIENT.require(SignalingBench.parse(example));
            ClientMessage message = MessageReader.read(example, refusal -> {
                throw new AssertionError(example + " " + refusal);
            });
            assertThat(message).isNotNull();
            types.add(message.type());
        }
        assertThat(types).containsExactly(MessageType.values());
    }

    @Test
    void everyErrorCodeIsExplained() {
        for (SignalingCode code : SignalingCode.values()) {
            assertThat(page).contains("| `" + code.label() + "` |");
        }
    }

    private Set<String> examples(String side) {
        Set<String> examples = new HashSet<>();
        String kind = "";
        for (String line : (Iterable<String>) page.lines()::iterator) {
            if (line.startsWith("```")) {
                kind = line.substring(3);
            } else if (kind.equals("json " + side)) {
                examples.add(line);
            }
        }
        return examples;
    }
}
