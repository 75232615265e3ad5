// SPDX-License-Identifier: Apache-2.0
package im.antiphon.vendors;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation shows is what the archetype yields, which compiles and passes its contract. */
final class PagesOfKindsTest {
    private static final Pattern SNIPPET =
            Pattern.compile("(?:<!-- (\\w+\\.java) -->\n)?```java\n(.*?)```", Pattern.DOTALL);

    private final Path checkout = Maven.property("antiphon.checkout");

    @ParameterizedTest
    @ValueSource(strings = {"codec", "congestion", "routing", "breaker", "storage"})
    void everyExampleOfThePageIsOfTheArchetype(String kind) throws IOException {
        Matcher snippet = SNIPPET.matcher(Files.readString(checkout.resolve("docs/plugins/" + kind + ".md")));
        int snippets = 0;
        while (snippet.find()) {
            String shownCode = requireNonNull(snippet.group(2));
            String file = snippet.group(1);
            if (file == null) {
                throw new AssertionError("which file of the archetype is this of?\n" + shownCode);
            }
            String template = template(kind, file);
            String shown = shownCode.replaceAll("@PluginName\\(\"[\\w-]+\"\\)", "@PluginName(\"\\${artifactId}\")");
            assertThat(template)
                    .as("%s of the archetype, as the page of %s shows it", file, kind)
                    .contains(shown);
            snippets++;
        }
        assertThat(snippets).as("a product, its plugin, its contract test").isGreaterThanOrEqualTo(3);
    }

    private String template(String kind, String file) throws IOException {
        Path sources = checkout.resolve("vendor/archetype/src/main/resources/archetype-resources/src");
        Path main = sources.resolve("main/java").resolve(kind).resolve(file);
        return Files.readString(
                Files.exists(main)
                        ? main
                        : sources.resolve("test/java").resolve(kind).resolve(file));
    }
}
