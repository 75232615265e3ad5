// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.whip;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.auth.AuthenticationException;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.auth.RoomPattern;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaRole;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionKind;
import im.antiphon.api.session.SessionState;
import im.antiphon.core.FakeMediaServer;
import im.antiphon.core.auth.AnonymousRule;
import im.antiphon.core.auth.ClientAdmission;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeServiceTest {
    private static final String OFFER = "v=0\r\na=ice-ufrag:theirs1\r\na=ice-pwd:theirs1theirs1theirs1t\r\n";
    private static final String TRICKLE =
            "a=ice-ufrag:theirs1\r\na=ice-pwd:theirs1theirs1theirs1t\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
                    + "a=candidate:1 1 udp 1 192.0.2.1 5000 typ host\r\na=candidate:2 1 udp 1 x.local 5000 typ host\r\n"
                    + "a=end-of-candidates\r\n";
    private static final String RESTART = "a=ice-ufrag:theirs2\r\na=ice-pwd:theirs2theirs2theirs2t\r\n";

    private final FakeMediaServer media = new FakeMediaServer();
    private final SessionRegistry sessions = new SessionRegistry(TestIdentities.NODE, () -> 0);
    private @Nullable MediaServer mediaServer = media;
    private final ClientAdmission admission = new ClientAdmission(sessions, AnonymousRule.LOOPBACK, () -> null);
    private final ExchangeService whip =
            new ExchangeService(ExchangeProtocol.WHIP, sessions, admission, () -> mediaServer);
    private final ExchangeService whep =
            new ExchangeService(ExchangeProtocol.WHEP, sessions, admission, () -> mediaServer);

    private HttpReply send(String method, String path, @Nullable String type, @Nullable String ifMatch, String body) {
        CompletableFuture<HttpReply> reply = start(method, path, type, ifMatch, body);
        assertThat(reply).isCompleted();
        return reply.join();
    }

    private CompletableFuture<HttpReply> start(
            String method, String path, @Nullable String type, @Nullable String ifMatch, String body) {
        Map<String, List<String>> headers = new HashMap<>();
        if (type != null) {
            headers.put("content-type", List.of(type));
        }
        if (ifMatch != null) {
            headers.put("if-match", List.of(ifMatch));
        }
        HttpRequest request =
                new HttpRequest(method, path, Map.of(), headers, body.getBytes(StandardCharsets.UTF_8), "127.0.0.1");
        return (path.startsWith("/whep") ? whep : whip).handle(request).toCompletableFuture();
    }

    private HttpReply offer(String path) {
        return send("POST", path, "application/sdp", null, OFFER);
    }

    private HttpReply patch(String path, String ifMatch, String fragment) {
        return send("PATCH", path, "application/trickle-ice-sdpfrag", ifMatch, fragment);
    }

    private static String header(HttpReply reply, String name) {
        return Objects.requireNonNull(reply.headers().get(name), name);
    }

    private HttpReply asUser(String method, String path, @Nullable String token) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("content-type", List.of("application/sdp"));
        if (token != null) {
            headers.put("authorization", List.of("Bearer " + token));
        }
        HttpRequest request =
                new HttpRequest(method, path, Map.of(), headers, OFFER.getBytes(StandardCharsets.UTF_8), "192.0.2.1");
        return (path.startsWith("/whep") ? whep : whip)
                .handle(request)
                .toCompletableFuture()
                .join();
    }

    /** Tokens name the user and what it may do, such as {@code ada:publish}; with {@code globex} one of that tenant. */
    private void authenticate() {
        admission.use(credentials -> {
            String token = credentials.bearerToken();
            if (token == null) {
                return CompletableFuture.failedFuture(
                        new AuthenticationException(AuthenticationException.Reason.MISSING, "no token"));
            }
            String tenant = token.contains("globex") ? "globex" : "acme";
            long expires = token.contains("later") ? 99_999 : 9_999;
            Grants grants = new Grants(
                    token.contains("publish"),
                    token.contains("subscribe"),
                    token.contains("administer"),
                    List.of(new RoomPattern("team-*")));
            return CompletableFuture.completedFuture(
                    new Identity(tenant, token.substring(0, token.indexOf(':')), "encoder", grants, expires, token));
        });
    }

    @Test
    void withAnAuthenticatorATokenIsAskedForAndItsGrantsAreHonoured() {
        authenticate();
        HttpReply challenge = asUser("POST", "/whip/team-a/radio", null);
        assertThat(challenge.status()).isEqualTo(401);
        assertThat(header(challenge, "www-authenticate")).isEqualTo("Bearer");
        assertThat(header(challenge, "access-control-allow-origin")).isEqualTo("*");
        assertThat(asUser("POST", "/whip/team-a/radio", "ada:subscribe").status())
                .isEqualTo(403);
        assertThat(asUser("POST", "/whep/team-a/radio", "ada:publish").status()).isEqualTo(403);
        assertThat(asUser("POST", "/whip/lobby/radio", "ada:publish").status()).isEqualTo(403);
        assertThat(sessions.list()).isEmpty();
        assertThat(asUser("OPTIONS", "/whip/team-a/radio", null).status()).isEqualTo(204);
        assertThat(asUser("POST", "/whip/team-a/radio", "ada:publish").status()).isEqualTo(201);
        assertThat(asUser("POST", "/whep/team-a/radio", "bea:subscribe").status())
                .isEqualTo(201);
        assertThat(sessions.list())
                .extracting(session -> session.identity().user())
                .containsExactlyInAnyOrder("ada", "bea");
    }

    @Test
    void onePathIsAnEndpointForEachTenant() {
        authenticate();
        String first = header(asUser("POST", "/whip/team-a/radio", "ada:publish"), "location");
        String second = header(asUser("POST", "/whip/team-a/radio", "ada:publish,globex"), "location");
        assertThat(media.offers)
                .extracting(MediaOffer::roomAddress)
                .containsExactly(new RoomAddress("acme", "team-a"), new RoomAddress("globex", "team-a"));
        assertThat(asUser("POST", "/whip/team-a/radio", "bea:publish").status()).isEqualTo(409);
        assertThat(asUser("DELETE", first, "ada:publish,globex").status()).isEqualTo(403);
        assertThat(asUser("DELETE", second, "ada:publish,globex").status()).isEqualTo(200);
        assertThat(asUser("POST", "/whip/team-a/radio", "bea:publish").status()).isEqualTo(409);
        assertThat(asUser("POST", "/whip/team-a/radio", "bea:publish,globex").status())
                .isEqualTo(201);
    }

    @Test
    void aSessionLivesAsLongAsTheLatestTokenOfItsUser() {
        authenticate();
        String location = header(asUser("POST", "/whip/team-a/radio", "ada:publish"), "location");
        Session session = sessions.list().get(0);
        asUser("PATCH", location, "root:administer,later");
        assertThat(session.identity().tokenId()).isEqualTo("ada:publish");
        asUser("PATCH", location, "ada:publish,later");
        assertThat(session.identity().expiresEpochMillis()).isEqualTo(99_999);
        asUser("PATCH", location, "ada:publish");
        assertThat(session.identity().expiresEpochMillis()).isEqualTo(99_999);
    }

    @Test
    void aSessionIsItsUsers() {
        authenticate();
        String location = header(asUser("POST", "/whip/team-a/radio", "ada:publish"), "location");
        assertThat(asUser("DELETE", location, null).status()).isEqualTo(401);
        assertThat(asUser("DELETE", location, "eve:publish").status()).isEqualTo(403);
        assertThat(asUser("DELETE", location, "ada:publish").status()).isEqualTo(200);
        location = header(asUser("POST", "/whip/team-a/radio", "ada:publish"), "location");
        assertThat(asUser("DELETE", location, "root:administer").status()).isEqualTo(200);
    }

    @Test
    void aRevokedTokenEndsWhatItBegan() {
        authenticate();
        asUser("POST", "/whip/team-a/radio", "ada:publish");
        assertThat(admission.revokeToken("ada:publish")).isEqualTo(1);
        assertThat(media.calls).contains("close revoked");
        assertThat(asUser("POST", "/whip/team-a/radio", "ada:publish").status()).isEqualTo(401);
    }

    @Test
    void withoutAnAuthenticatorOthersThanThisMachineAreTurnedAway() {
        assertThat(asUser("POST", "/whip/lobby/radio", null).status()).isEqualTo(401);
        assertThat(offer("/whip/lobby/radio").status()).isEqualTo(201);
    }

    @Test
    void anOfferMakesASessionWithAnAnswer() {
        HttpReply reply = offer("/whip/lobby/radio");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo(FakeMediaServer.ANSWER);
        assertThat(header(reply, "content-type")).isEqualTo("application/sdp");
        assertThat(header(reply, "accept-patch")).isEqualTo("application/trickle-ice-sdpfrag");
        assertThat(header(reply, "etag")).startsWith("\"").endsWith("\"");
        Session session = sessions.list().get(0);
        assertThat(header(reply, "location")).isEqualTo("/whip/lobby/radio/" + session.id());
        assertThat(session.kind()).isEqualTo(SessionKind.WHIP);
        assertThat(session.state()).isEqualTo(SessionState.ACTIVE);
        assertThat(session.displayName()).isEqualTo("radio");
        assertThat(session.room()).isEqualTo("lobby");
        assertThat(media.offers)
                .containsExactly(new MediaOffer(session.id(), "lobby", MediaRole.PUBLISHER, OFFER, null, "radio"));
    }

    @Test
    void aListenerNamesItsPublisherOrTakesTheLoudest() {
        HttpReply one = offer("/whep/lobby/radio");
        HttpReply loudest = offer("/whep/lobby");
        assertThat(media.offers).extracting(MediaOffer::source).containsExactly("radio", null);
        assertThat(media.offers).extracting(MediaOffer::publisherName).containsOnlyNulls();
        assertThat(media.offers).extracting(MediaOffer::role).containsOnly(MediaRole.LISTENER);
        assertThat(header(one, "location")).startsWith("/whep/lobby/radio/");
        assertThat(header(loudest, "location")).startsWith("/whep/lobby/-/");
        assertThat(send("DELETE", header(loudest, "location"), null, null, "").status())
                .isEqualTo(200);
        assertThat(send("DELETE", header(one, "location"), null, null, "").status())
                .isEqualTo(200);
        assertThat(sessions.list()).isEmpty();
    }

    @Test
    void aDrainedNodeTakesNobodyNewAndSaysWhy() {
        String live = header(offer("/whip/lobby/radio"), "location");
        sessions.drain().drain("new kernel");
        HttpReply refused = offer("/whip/lobby/other");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("new kernel");
        assertThat(patch(live, "*", TRICKLE).status()).isEqualTo(204);
        sessions.drain().resume();
        assertThat(offer("/whip/lobby/other").status()).isEqualTo(201);
    }

    @Test
    void aLivePublisherIsNotTakenOffTheAir() {
        HttpReply first = offer("/whip/lobby/radio");
        assertThat(offer("/whip/lobby/radio").status()).isEqualTo(409);
        assertThat(offer("/whip/elsewhere/radio").status()).isEqualTo(201);
        assertThat(offer("/whip/lobby/other").status()).isEqualTo(201);
        send("DELETE", header(first, "location"), null, null, "");
        assertThat(offer("/whip/lobby/radio").status()).isEqualTo(201);
    }

    @Test
    void deletingEndsSessionAndPeerOnce() {
        String location = header(offer("/whip/lobby/radio"), "location");
        assertThat(send("DELETE", location, null, null, "").status()).isEqualTo(200);
        assertThat(media.calls).containsExactly("offer lobby", "close deleted");
        assertThat(send("DELETE", location, null, null, "").status()).isEqualTo(404);
    }

    @Test
    void aPeerThatDiesEndsItsSession() {
        String location = header(offer("/whip/lobby/radio"), "location");
        media.onlyListener().onConnected();
        media.onlyListener().onClosed("consent-expired");
        assertThat(sessions.list()).isEmpty();
        assertThat(patch(location, "*", TRICKLE).status()).isEqualTo(404);
        assertThat(offer("/whip/lobby/radio").status()).isEqualTo(201);
    }

    @Test
    void candidatesTrickle() {
        HttpReply created = offer("/whip/lobby/radio");
        HttpReply reply = patch(header(created, "location"), header(created, "etag"), TRICKLE);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.headers()).doesNotContainKey("etag");
        assertThat(media.calls)
                .containsExactly(
                        "offer lobby",
                        "candidate 1 1 udp 1 192.0.2.1 5000 typ host",
                        "candidate 2 1 udp 1 x.local 5000 typ host",
                        "candidate ");
    }

    @Test
    void candidatesOfNoUseArePassedOver() {
        HttpReply created = offer("/whip/lobby/radio");
        media.refuseWith(MediaException.Reason.UNSUPPORTED);
        assertThat(patch(header(created, "location"), header(created, "etag"), TRICKLE)
                        .status())
                .isEqualTo(204);
        media.refuseWith(MediaException.Reason.NOT_FOUND);
        assertThat(patch(header(created, "location"), header(created, "etag"), TRICKLE)
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"*\""})
    void newCredentialsRestartIceUnderANewEntityTag(String condition) {
        HttpReply created = offer("/whip/lobby/radio");
        String location = header(created, "location");
        HttpReply reply = patch(location, condition, RESTART);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(header(reply, "content-type")).isEqualTo("application/trickle-ice-sdpfrag");
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo(FakeMediaServer.FRAGMENT);
        assertThat(header(reply, "etag")).isNotEqualTo(header(created, "etag"));
        assertThat(patch(location, header(created, "etag"), TRICKLE).status()).isEqualTo(412);
        assertThat(patch(location, "\"x\", " + header(reply, "etag"), RESTART).status())
                .isEqualTo(204);
        assertThat(media.calls).containsExactly("offer lobby", "restart");
    }

    @Test
    void aFailedRestartLeavesTheEntityTag() {
        HttpReply created = offer("/whip/lobby/radio");
        String location = header(created, "location");
        assertThat(patch(location, "*", "a=ice-ufrag:theirs2\r\n").status()).isEqualTo(400);
        media.refuseWith(MediaException.Reason.UNSUPPORTED);
        assertThat(patch(location, "*", RESTART).status()).isEqualTo(422);
        media.refuseWith((RuntimeException) null);
        assertThat(patch(location, header(created, "etag"), TRICKLE).status()).isEqualTo(204);
    }

    @Test
    void aPatchNeedsAConditionAndTheRightType() {
        HttpReply created = offer("/whip/lobby/radio");
        String location = header(created, "location");
        assertThat(send("PATCH", location, "application/trickle-ice-sdpfrag", null, TRICKLE)
                        .status())
                .isEqualTo(428);
        HttpReply wrongType = send("PATCH", location, "application/sdp", "*", TRICKLE);
        assertThat(wrongType.status()).isEqualTo(415);
        assertThat(header(wrongType, "accept-patch")).isEqualTo("application/trickle-ice-sdpfrag");
        assertThat(patch(location, "*", "").status()).isEqualTo(400);
        assertThat(patch(location, "*", "no line of SDP").status()).isEqualTo(400);
        assertThat(patch(location, "*", "a=candidate:1\r\n".repeat(129)).status())
                .isEqualTo(400);
    }

    @Test
    void onlySdpIsAccepted() {
        HttpReply reply = send("POST", "/whip/lobby/radio", "text/plain", null, OFFER);
        assertThat(reply.status()).isEqualTo(415);
        assertThat(header(reply, "accept-post")).isEqualTo("application/sdp");
        assertThat(send("POST", "/whip/lobby/radio", null, null, OFFER).status())
                .isEqualTo(415);
        assertThat(send("POST", "/whip/lobby/radio", "Application/SDP; charset=utf-8", null, OFFER)
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "v=0\r\nnonsense\r\n", "{}"})
    void whatIsNoSdpIsABadRequest(String body) {
        HttpReply reply = send("POST", "/whip/lobby/radio", "application/sdp", null, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(header(reply, "content-type")).isEqualTo("application/problem+json");
        assertThat(sessions.list()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(MediaException.Reason.class)
    void whatTheMediaServerRefusesLeavesNoSession(MediaException.Reason reason) {
        media.refuseWith(reason);
        HttpReply reply = offer("/whep/lobby/radio");
        assertThat(reply.status())
                .isEqualTo(
                        switch (reason) {
                            case MALFORMED -> 400;
                            case UNSUPPORTED -> 422;
                            case NOT_FOUND -> 404;
                            case OVERLOADED -> 503;
                        });
        assertThat(reply.headers().containsKey("retry-after")).isEqualTo(reason == MediaException.Reason.OVERLOADED);
        assertThat(sessions.list()).isEmpty();
        assertThat(media.calls).containsExactly("offer lobby", "close refused");
    }

    @Test
    void aMistakeOfTheMediaServerIsNotExplained() {
        media.refuseWith(new IllegalStateException("inner secret"));
        HttpReply reply = offer("/whip/lobby/radio");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).doesNotContain("secret");
        assertThat(sessions.list()).isEmpty();
    }

    @Test
    void withoutAMediaServerOneTriesLater() {
        String location = header(offer("/whip/lobby/radio"), "location");
        mediaServer = null;
        assertThat(offer("/whip/lobby/other").status()).isEqualTo(503);
        assertThat(patch(location, "*", TRICKLE).status()).isEqualTo(503);
        assertThat(header(offer("/whip/lobby/other"), "retry-after")).isNotEmpty();
    }

    @Test
    void aSessionThatEndsBeforeItsAnswerIsNotCreated() {
        media.hold();
        CompletableFuture<HttpReply> reply = start("POST", "/whip/lobby/radio", "application/sdp", null, OFFER);
        media.onlyListener().onClosed("dtls-failed");
        assertThat(reply).isNotDone();
        media.completeNext();
        assertThat(reply.join().status()).isEqualTo(503);
    }

    @Test
    void aNodeThatStopsEndsItsSessions() {
        offer("/whip/lobby/radio");
        offer("/whip/lobby/other");
        whip.endAll();
        assertThat(sessions.list()).isEmpty();
        assertThat(media.calls).filteredOn("close shutdown"::equals).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"})
    void otherMethodsAreNotAllowed(String method) {
        String location = header(offer("/whip/lobby/radio"), "location");
        if (!method.equals("POST")) {
            HttpReply reply = send(method, "/whip/lobby/other", null, null, "");
            assertThat(reply.status()).isEqualTo(405);
            assertThat(header(reply, "allow")).isEqualTo("OPTIONS, POST");
        }
        if (!method.equals("DELETE") && !method.equals("PATCH")) {
            HttpReply reply = send(method, location, null, null, "");
            assertThat(reply.status()).isEqualTo(405);
            assertThat(header(reply, "allow")).isEqualTo("DELETE, OPTIONS, PATCH");
        }
    }

    @Test
    void browsersOfAnyOriginAreLetIn() {
        HttpReply endpoint = send("OPTIONS", "/whip/lobby/radio", null, null, "");
        assertThat(endpoint.status()).isEqualTo(204);
        assertThat(header(endpoint, "access-control-allow-methods")).contains("POST");
        assertThat(header(endpoint, "access-control-allow-headers")).contains("authorization", "content-type");
        assertThat(header(endpoint, "accept-post")).isEqualTo("application/sdp");
        HttpReply session = send("OPTIONS", "/whip/lobby/radio/unknown", null, null, "");
        assertThat(header(session, "access-control-allow-methods")).contains("PATCH", "DELETE");
        assertThat(header(session, "access-control-allow-headers")).contains("if-match");
        for (HttpReply reply : List.of(endpoint, session, offer("/whip/lobby/radio"), offer("/whip"))) {
            assertThat(header(reply, "access-control-allow-origin")).isEqualTo("*");
            assertThat(header(reply, "access-control-expose-headers")).contains("location", "etag", "link");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/whip",
                "/whip/",
                "/whip/lobby",
                "/whip/lobby/",
                "/whip/lobby/-",
                "/whip/lobby/-/x",
                "/whip/lobby/a b",
                "/whip/lobby/a/b/c",
                "/whep/lobby/-",
                "/whep/lobby//x",
                "/whep/"
            })
    void otherPathsAreNotFound(String path) {
        assertThat(offer(path).status()).isEqualTo(404);
        assertThat(media.calls).isEmpty();
    }

    @Test
    void aSessionIsFoundUnderItsOwnEndpointOnly() {
        String location = header(offer("/whip/lobby/radio"), "location");
        String id = location.substring(location.lastIndexOf('/') + 1);
        assertThat(send("DELETE", "/whip/lobby/other/" + id, null, null, "").status())
                .isEqualTo(404);
        assertThat(send("DELETE", "/whep/lobby/radio/" + id, null, null, "").status())
                .isEqualTo(404);
        assertThat(send("DELETE", "/whip/lobby/radio/nobody", null, null, "").status())
                .isEqualTo(404);
    }
}
