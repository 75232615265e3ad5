// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/whip/room/me, /whip/room/me",
        "/console/, /console/",
        "/caf%C3%A9, /café",
        "/a%20b, '/a b'",
        "/a+b, /a+b",
        "/..., /...",
        "/.well-known/x, /.well-known/x",
        "http://example.org/a, /a",
        "https://example.org, /"
    })
    void decodesThePath(String target, String path) {
        assertThat(parsed(target).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "a",
                "example.org:443",
                "/..",
                "/a/../b",
                "/a/./b",
                "/%2e%2e/etc",
                "/.%2E",
                "//a",
                "/a//b",
                "/a%2Fb",
                "/a%5cb",
                "/a\\b",
                "/%",
                "/%4",
                "/%zz",
                "/%00",
                "/a%0d%0a",
                "/%7f",
                "/%c3",
                "/%ff",
                "/\u00e9",
                "/?a=%",
                "/?%00=1"
            })
    void refusesWhatTwoReadersCouldReadDifferently(String target) {
        assertThat(RequestTarget.parse(target)).isNull();
    }

    @Test
    void decodesTheQuery() {
        assertThat(parsed("/a?x=1&y=a+b%26&x=2&flag&=&").query())
                .isEqualTo(Map.of("x", "2", "y", "a b&", "flag", "", "", ""));
        assertThat(parsed("/a").query()).isEmpty();
    }

    @Property(tries = 300)
    void readsAnyValueThatWasEncoded(@ForAll String value) {
        boolean printable = value.codePoints().allMatch(c -> c >= 0x20 && c != 0x7F)
                && StandardCharsets.UTF_8.newEncoder().canEncode(value);
        RequestTarget target = RequestTarget.parse("/a?v=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        if (printable) {
            assertThat(Objects.requireNonNull(target).query()).containsEntry("v", value);
        }
    }

    @Property(tries = 2_000)
    void neverThrows(@ForAll String target) {
        RequestTarget parsed = RequestTarget.parse("/" + target);
        if (parsed != null) {
            assertThat(parsed.path()).startsWith("/").doesNotContain("/../").doesNotContain("//");
        }
    }

    private static RequestTarget parsed(String target) {
        return Objects.requireNonNull(RequestTarget.parse(target), target);
    }
}
