// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.auth.AuthenticationException;
import im.antiphon.api.auth.AuthenticationException.Reason;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionKind;
import im.antiphon.core.auth.AnonymousRule;
import im.antiphon.core.auth.ClientAdmission;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardedResourceTest {
    private static final String PATH = "/api/v1/sessions";

    private final SessionRegistry sessions = new SessionRegistry(TestIdentities.NODE, () -> 42);
    private final ClientAdmission admission = new ClientAdmission(sessions, AnonymousRule.NOBODY, () -> null);
    private final GuardedResource resource =
            GuardedResource.forAdministrators(admission, new SessionCollection(PATH, sessions, admission));

    GuardedResourceTest() {
        admission.use(credentials -> {
            String token = credentials.bearerToken();
            if (token == null) {
                return CompletableFuture.failedFuture(new AuthenticationException(Reason.MISSING, "no token"));
            }
            return switch (token) {
                case "root" -> CompletableFuture.completedFuture(
                        new Identity("acme", "Root", "shell", Grants.ALL, 9_999, "t1"));
                case "ada" -> CompletableFuture.completedFuture(
                        new Identity("acme", "Ada", "laptop", Grants.MEDIA, 9_999, "t2"));
                case "away" -> CompletableFuture.failedFuture(
                        new AuthenticationException(Reason.UNAVAILABLE, "no keys at hand"));
                default -> CompletableFuture.failedFuture(
                        new AuthenticationException(Reason.INVALID, "not signed by whom we trust"));
            };
        });
    }

    private HttpReply send(String method, String path, @Nullable String token) {
        Map<String, List<String>> headers =
                token == null ? Map.of() : Map.of("authorization", List.of("Bearer " + token));
        return resource.handle(new HttpRequest(method, path, Map.of(), headers, new byte[0], "127.0.0.1"))
                .toCompletableFuture()
                .join();
    }

    @Test
    void withoutATokenThereIsAChallenge() {
        HttpReply reply = send("GET", PATH, null);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.headers()).containsEntry("www-authenticate", "Bearer");
    }

    @Test
    void aBadTokenIsToldFromNone() {
        HttpReply reply = send("GET", PATH, "forged");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.headers()).containsEntry("www-authenticate", "Bearer error=\"invalid_token\"");
        assertThat(send("GET", PATH, "away").status()).isEqualTo(503);
    }

    @Test
    void whoDoesNotAdministerIsForbidden() {
        HttpReply reply = send("GET", PATH, "ada");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.headers()).containsEntry("www-authenticate", "Bearer error=\"insufficient_scope\"");
    }

    @Test
    void anAdministratorSeesAndEndsSessions() {
        Session session = sessions.open(SessionKind.WHIP, TestIdentities.ADA);
        assertThat(new String(Objects.requireNonNull(send("GET", PATH, "root").body())))
                .contains(session.id());
        assertThat(send("GET", PATH + "/" + session.id(), "root").status()).isEqualTo(405);
        assertThat(send("DELETE", PATH + "/" + session.id(), "ada").status()).isEqualTo(403);
        assertThat(sessions.find(session.id())).isNotNull();
        assertThat(send("DELETE", PATH + "/" + session.id(), "root").status()).isEqualTo(204);
        assertThat(sessions.find(session.id())).isNull();
        assertThat(send("DELETE", PATH + "/" + session.id(), "root").status()).isEqualTo(404);
    }
}
