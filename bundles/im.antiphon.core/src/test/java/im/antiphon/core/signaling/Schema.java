// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The published JSON Schema of the protocol. */
enum Schema {
    FROM_CLIENT("fromClient"),
    FROM_SERVER("fromServer");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final JsonSchema schema;

    Schema(String definition) {
        try (InputStream file = Schema.class.getResourceAsStream("signaling-v1.schema.json")) {
            ObjectNode root = (ObjectNode) new ObjectMapper().readTree(file);
            root.remove("anyOf");
            root.put("$ref", "#/$defs/" + definition);
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(root);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    boolean permits(String text) throws IOException {
        return schema.validate(MAPPER.readTree(text)).isEmpty();
    }

    void require(JsonNode message) {
        assertThat(schema.validate(message)).as("%s against %s", message, this).isEmpty();
    }
}
