// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.plugin.DeploymentEvent;
import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    @Test
    void theDescriptionIsOpenApi() {
        SwaggerParseResult parsed =
                new OpenAPIV3Parser().readContents(new String(ApiDocuments.openApi(), StandardCharsets.UTF_8));
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
        assertThat(parsed.getOpenAPI().getPaths())
                .containsKeys(
                        "/api/v1/plugins",
                        "/api/v1/plugins/deployments/{symbolicName}/{version}",
                        "/api/v1/plugins/{kind}/{name}/quarantine",
                        "/api/v1/drain");
    }

    /** Without this, the test above could not fail. */
    @Test
    void aMistakeInADescriptionIsSeen() {
        String broken = new String(ApiDocuments.openApi(), StandardCharsets.UTF_8)
                .replaceFirst("\"responses\"", "\"reponses\"");
        assertThat(new OpenAPIV3Parser().readContents(broken).getMessages()).isNotEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhere() throws Exception {
        JsonNode description = Described.read(ApiDocuments.openApi());
        List<String> references = new ArrayList<>();
        description.findValuesAsText("$ref", references);
        assertThat(references).isNotEmpty().allSatisfy(reference -> assertThat(
                        description.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    @Test
    void everyConstantIsDescribed() throws Exception {
        assertConstants(
                "/components/schemas/PluginKind/enum",
                Stream.of(PluginKind.values()).map(PluginKind::label));
        assertConstants("/components/schemas/Plugin/properties/state/enum", labels(PluginState.values()));
        assertConstants(
                "/components/schemas/DeploymentEvent/properties/type/enum", labels(DeploymentEvent.Type.values()));
        assertConstants(
                "/components/schemas/Problem/properties/reason/enum", labels(DeploymentException.Reason.values()));
    }

    private static Stream<String> labels(Enum<?>[] constants) {
        return Stream.of(constants).map(ApiDocuments::label);
    }

    private static void assertConstants(String pointer, Stream<String> expected) throws Exception {
        List<String> described = new ArrayList<>();
        Described.read(ApiDocuments.openApi()).at(pointer).forEach(constant -> described.add(constant.textValue()));
        assertThat(described).containsExactlyInAnyOrderElementsOf(expected.toList());
    }
}
