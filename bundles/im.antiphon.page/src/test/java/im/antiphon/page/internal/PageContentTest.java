// SPDX-License-Identifier: Apache-2.0
package im.antiphon.page.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files say of each other; that they work is seen in a browser by the integration tests. */
class PageContentTest {
    private static String text(String name) {
        return new String(PageFile.bytes(name), StandardCharsets.UTF_8);
    }

    private static List<String> found(String pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    static Stream<String> files() {
        return Stream.concat(Page.FILES.stream(), Stream.of("index.html", "404.html"));
    }

    static Stream<String> modules() {
        return Page.FILES.stream().filter(name -> name.endsWith(".mjs"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void nothingComesFromElsewhere(String name) {
        assertThat(text(name).replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http://")
                .doesNotContain("https://")
                .doesNotContain("@import");
    }

    @ParameterizedTest
    @MethodSource("modules")
    void modulesImportOnlyWhatIsServed(String name) {
        String folder = name.substring(0, name.lastIndexOf('/') + 1);
        assertThat(found("from '\\./([^']+)'", text(name)))
                .allSatisfy(imported -> assertThat(Page.FILES).contains(folder + imported));
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.html", "404.html"})
    void documentsReferToServedFilesByAbsolutePaths(String name) {
        // a deep link is one level down: relative paths would miss
        assertThat(found("(?:href|src)=\"([^\"#]+)\"", text(name)))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(reference).startsWith("/"))
                .filteredOn(reference -> !reference.equals("/"))
                .allSatisfy(reference -> assertThat(Page.FILES).contains(reference.substring(1)));
    }

    @Test
    void documentsKeepToTheirContentSecurityPolicy() {
        assertThat(text("index.html"))
                .doesNotContain("style=\"")
                .doesNotContainPattern("\\son[a-z]+=\"")
                .doesNotContainPattern("<script(?![^>]*src=)");
    }

    @Test
    void everyElementTheScriptsLookForExists() {
        List<String> ids = found("\\sid=\"([^\"]+)\"", text("index.html"));
        assertThat(ids).doesNotHaveDuplicates();
        modules().forEach(name -> assertThat(ids).containsAll(found("\\belement\\('([^']+)'\\)", text(name))));
        assertThat(ids).containsAll(found("href=\"#([^\"]+)\"", text("index.html")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "sign-in",
                "people",
                "callee",
                "call",
                "room",
                "enter",
                "incoming",
                "answer",
                "decline",
                "leave",
                "mute",
                "banner",
                "status",
                "controller",
                "plugins"
            })
    void testsFindWhatTheyPress(String testId) {
        assertThat(text("index.html")).contains("data-testid=\"" + testId + "\"");
    }

    @Test
    void everyInputHasALabel() {
        String html = text("index.html");
        assertThat(found("<input id=\"([^\"]+)\"", html)).isNotEmpty().allSatisfy(id -> assertThat(html)
                .contains("<label for=\"" + id + "\">"));
    }
}
