// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpResource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HttpRouterTest {
    private final HttpRouter router = new HttpRouter();
    private final HttpResource root = resource();
    private final HttpResource api = resource();
    private final HttpResource plugins = resource();

    @Test
    void takesTheLongestPrefixOnASegmentBoundary() {
        router.add("/", 0, root);
        router.add("/api/v1", 0, api);
        router.add("/api/v1/plugins/", 0, plugins);
        assertThat(router.find("/")).isSameAs(root);
        assertThat(router.find("/api")).isSameAs(root);
        assertThat(router.find("/api/v1")).isSameAs(api);
        assertThat(router.find("/api/v1/")).isSameAs(api);
        assertThat(router.find("/api/v1/rooms/a")).isSameAs(api);
        assertThat(router.find("/api/v1/plugins")).isSameAs(plugins);
        assertThat(router.find("/api/v1/plugins/opus")).isSameAs(plugins);
        assertThat(router.find("/api/v1/pluginsandmore")).isSameAs(api);
        assertThat(router.find("/api/v10")).isSameAs(root);
    }

    @Test
    void withoutARootThereMayBeNothing() {
        router.add("/metrics", 0, api);
        assertThat(router.find("/")).isNull();
        assertThat(router.find("/metric")).isNull();
    }

    @Test
    void theHigherRankingHidesTheLowerUntilItGoes() {
        router.add("/a", 0, root);
        router.add("/a", 10, api);
        router.add("/a", 10, plugins);
        assertThat(router.find("/a")).isSameAs(api);
        router.remove(api);
        assertThat(router.find("/a")).isSameAs(plugins);
        router.remove(plugins);
        assertThat(router.find("/a")).isSameAs(root);
        router.remove(root);
        assertThat(router.find("/a")).isNull();
    }

    @Test
    void refusesARelativePath() {
        assertThatThrownBy(() -> router.add("a", 0, root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("path: \"a\"");
    }

    private static HttpResource resource() {
        return new HttpResource() {
            @Override
            public CompletableFuture<HttpReply> handle(im.antiphon.api.http.HttpRequest request) {
                return CompletableFuture.completedFuture(HttpReply.of(204));
            }
        };
    }
}
