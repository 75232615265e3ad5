// SPDX-License-Identifier: Apache-2.0
package im.antiphon.page.internal;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private final Page page = new Page(9443);

    private HttpReply get(String path) {
        return request("GET", path, Map.of());
    }

    private HttpReply request(String method, String path, Map<String, List<String>> headers) {
        return page.reply(new HttpRequest(method, path, Map.of(), headers, new byte[0], "127.0.0.1"));
    }

    private static String body(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/r/vespers", "/r/a.b_c~d-9"})
    void servesTheCallPage(String path) {
        HttpReply reply = get(path);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers()).containsEntry("content-type", "text/html; charset=utf-8");
        assertThat(body(reply)).contains("<title>Antiphon</title>");
    }

    @ParameterizedTest
    @CsvSource({
        "/antiphon.css, text/css; charset=utf-8",
        "/app.mjs,      text/javascript; charset=utf-8",
        "/favicon.svg,  image/svg+xml"
    })
    void namesTheTypeOfEachFile(String path, String contentType) {
        assertThat(get(path).headers()).containsEntry("content-type", contentType);
    }

    @Test
    void servesEveryFileOfItsList() {
        assertThat(Page.FILES).allSatisfy(name -> {
            assertThat(get("/" + name).status()).isEqualTo(200);
            assertThat(get("/" + name).body()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/404.html",
                "/r/",
                "/r/two words",
                "/r/a/b",
                "/../page/app.mjs",
                "/page/app.mjs",
                "/META-INF/MANIFEST.MF",
                "/app.mjs/",
                "//app.mjs",
                "/APP.MJS",
                ""
            })
    void answersWithAPageOfItsOwnWhereThereIsNothing(String path) {
        HttpReply reply = get(path);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.headers()).containsEntry("content-type", "text/html; charset=utf-8");
        assertThat(body(reply)).contains("No answer here");
    }

    @Test
    void takesNoRoomNameThatIsTooLong() {
        assertThat(get("/r/" + "x".repeat(128)).status()).isEqualTo(200);
        assertThat(get("/r/" + "x".repeat(129)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void allowsReadingOnly(String method) {
        HttpReply reply = request(method, "/", Map.of());
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("allow", "GET, HEAD");
    }

    @Test
    void answersHeadLikeGet() {
        assertThat(request("HEAD", "/", Map.of()).headers()).isEqualTo(get("/").headers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "*"})
    void sendsNothingTwice(String condition) {
        String tag = get("/app.mjs").headers().get("etag");
        HttpReply reply = request("GET", "/app.mjs", Map.of("if-none-match", List.of(condition.formatted(tag))));
        assertThat(reply.status()).isEqualTo(304);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.headers()).containsEntry("etag", tag);
    }

    @Test
    void sendsWhatHasChanged() {
        assertThat(request("GET", "/app.mjs", Map.of("if-none-match", List.of("\"older\"")))
                        .status())
                .isEqualTo(200);
        assertThat(get("/app.mjs").headers().get("etag"))
                .isNotEqualTo(get("/call.mjs").headers().get("etag"));
    }

    @Test
    void forbidsForeignContentAndFraming() {
        Map<String, String> headers = get("/").headers();
        assertThat(headers.get("content-security-policy"))
                .contains("default-src 'self'")
                .contains("connect-src 'self' ws: wss:")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers).containsEntry("x-content-type-options", "nosniff");
    }

    @Test
    void tellsThePageWhereHttpsIs() {
        assertThat(body(get("/")))
                .contains("name=\"antiphon-https-port\" content=\"9443\"")
                .doesNotContain("${");
    }
}
