// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.call.CallInfo;
import im.antiphon.api.call.Calls;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallsApiTest {
    private final List<String> ended = new ArrayList<>();
    private final CallsApi api = new CallsApi(new Calls() {
        private final CallInfo call = new CallInfo("c1.n1", "default", "n1", "active", "p2p", List.of());

        @Override
        public List<CallInfo> list() {
            return List.of(call);
        }

        @Override
        public @Nullable CallInfo find(String id) {
            return id.equals(call.id()) ? call : null;
        }

        @Override
        public boolean end(String id) {
            ended.add(id);
            return find(id) != null;
        }
    });

    private HttpReply ask(String method, String path, String from) {
        Map<String, List<String>> headers = Map.of("host", List.of("localhost:8080"));
        HttpRequest request = new HttpRequest(method, path, Map.of(), headers, new byte[0], from);
        return api.handle(request).toCompletableFuture().join();
    }

    @Test
    void showsAllAndOne() {
        assertThat(new String(ask("GET", "/api/v1/calls", "192.0.2.1").body(), StandardCharsets.UTF_8))
                .startsWith("[{\"id\":\"c1.n1\"");
        assertThat(new String(ask("GET", "/api/v1/calls/c1.n1", "192.0.2.1").body(), StandardCharsets.UTF_8))
                .startsWith("{\"id\":\"c1.n1\"");
        assertThat(ask("GET", "/api/v1/calls/c2.n1", "192.0.2.1").status()).isEqualTo(404);
    }

    @Test
    void endsOneForOperatorsAlone() {
        assertThat(ask("DELETE", "/api/v1/calls/c1.n1", "192.0.2.1").status()).isEqualTo(403);
        assertThat(ended).isEmpty();
        assertThat(ask("DELETE", "/api/v1/calls/c1.n1", "127.0.0.1").status()).isEqualTo(202);
        assertThat(ask("DELETE", "/api/v1/calls/c2.n1", "127.0.0.1").status()).isEqualTo(404);
        assertThat(ended).containsExactly("c1.n1", "c2.n1");
    }

    @Test
    void nothingElseIsDone() {
        assertThat(ask("POST", "/api/v1/calls", "127.0.0.1").status()).isEqualTo(405);
        assertThat(ask("DELETE", "/api/v1/calls", "127.0.0.1").status()).isEqualTo(405);
        assertThat(ask("PUT", "/api/v1/calls/c1.n1", "127.0.0.1").status()).isEqualTo(405);
    }
}
