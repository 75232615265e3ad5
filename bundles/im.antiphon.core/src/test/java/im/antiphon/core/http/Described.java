// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.util.List;

/** Documents held against what openapi.json says of them. */
final class Described {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Described() {}

    /** How a document differs from the schema of that name. */
    static List<String> mistakes(String schema, JsonNode document) throws IOException {
        ObjectNode description = MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + schema);
        description.set("components", MAPPER.readTree(ApiDocuments.openApi()).get("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(description)
                .validate(document)
                .stream()
                .map(Object::toString)
                .toList();
    }

    static JsonNode read(byte[] document) throws IOException {
        return MAPPER.readTree(document);
    }
}
