// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.auth.AuthenticationException;
import im.antiphon.api.auth.AuthenticationException.Reason;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.session.SessionKind;
import im.antiphon.core.auth.AnonymousRule;
import im.antiphon.core.auth.ClientAdmission;
import im.antiphon.core.auth.TokenExpiry;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import im.antiphon.core.signaling.SignalingBench.Client;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenRenewalTest {
    private static final long SOON = 100_000;

    private final SignalingBench bench = new SignalingBench();
    private final ClientAdmission admission = new ClientAdmission(bench.sessions, AnonymousRule.NOBODY, () -> null);
    private final TokenExpiry expiry = new TokenExpiry(bench.sessions, new TokenExpiry.Times(60_000, 30_000), 0);
    private final TokenNotices notices = new TokenNotices(bench.sessions, bench.service, expiry);

    /** Tokens say whose they are and when they end, such as {@code Ada:900000}; or why they are none. */
    @BeforeEach
    void authenticate() {
        admission.use(credentials -> {
            String token = Objects.requireNonNull(credentials.bearerToken());
            String[] parts = token.split(":", -1);
            if (parts.length == 1) {
                return CompletableFuture.failedFuture(new AuthenticationException(Reason.valueOf(token), "no"));
            }
            Grants grants = new Grants(true, true, false, Grants.MEDIA.rooms());
            return CompletableFuture.completedFuture(
                    new Identity("acme", parts[0], "another", grants, Long.parseLong(parts[1]), token));
        });
        bench.service.addListener(notices);
        bench.service.handle(MessageType.AUTH, new TokenRenewal(admission));
    }

    private Client connect(long expires) {
        Client client = new Client(
                bench.service, new Identity("acme", "Ada", "laptop", Grants.MEDIA, expires, "Ada:" + expires));
        client.next("welcome");
        client.say("{'type':'ping'}");
        client.next("pong");
        return client;
    }

    private void sweep(long now) {
        expiry.sweep(now, notices);
    }

    private Identity identity(Client client) {
        return Objects.requireNonNull(bench.sessions.find(client.id)).identity();
    }

    @Test
    void aClientIsWarnedAndShowsAnotherToken() {
        Client ada = connect(SOON);
        sweep(SOON - 60_000);
        assertThat(ada.next("token-expires").at("/payload/inSeconds").intValue())
                .isEqualTo(60);
        ada.say("{'type':'auth','id':'a','payload':{'token':'Ada:900000'}}");
        ada.next("ack");
        assertThat(identity(ada).expiresEpochMillis()).isEqualTo(900_000);
        assertThat(identity(ada).device()).isEqualTo("laptop");
        sweep(SOON + 30_000);
        ada.hearsNothingMore();
        assertThat(ada.closeReason).isNull();
    }

    @Test
    void aClientThatDoesNotIsShownTheDoorWithTheReason() {
        Client ada = connect(SOON);
        sweep(SOON + 30_000);
        assertThat(ada.next("bye").at("/payload/reason").textValue()).isEqualTo("token-expired");
        assertThat(ada.closeCode).isEqualTo(1008);
        assertThat(bench.sessions.find(ada.id)).isNull();
    }

    @Test
    void whatIsToldWhileTheConnectionIsAwayIsHeardAfterwards() {
        Client ada = connect(SOON);
        ada.receiver.onClosed("error");
        sweep(SOON - 60_000);
        Client back =
                new Client(bench.service, new Identity("acme", "Ada", "laptop", Grants.MEDIA, 900_000, "Ada:900000"));
        back.inbox.clear();
        back.say("{'type':'resume','id':'r','payload':{'token':'" + ada.token + "','received':0}}");
        back.next("welcome");
        back.next("token-expires");
        sweep(SOON + 30_000);
        assertThat(back.closeReason).isNull();
    }

    @Test
    void whoComesWithATokenThatIsAboutToExpireIsWarnedWithItsFirstWord() {
        Client ada =
                new Client(bench.service, new Identity("acme", "Ada", "laptop", Grants.MEDIA, 20_000, "Ada:20000"));
        ada.next("welcome");
        ada.say("{'type':'ping'}");
        assertThat(ada.next("token-expires").at("/payload/inSeconds").intValue())
                .isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({
        "Bob:900000, forbidden",
        "Ada:100000, state",
        "Ada:99999, state",
        "MISSING, bad-message",
        "MALFORMED, bad-message",
        "INVALID, forbidden",
        "EXPIRED, forbidden",
        "REVOKED, forbidden",
        "LIMITED, overloaded",
        "UNAVAILABLE, overloaded"
    })
    void aTokenThatIsNoBetterIsRefusedAndTheFormerGoesOnToCount(String token, String code) {
        Client ada = connect(SOON);
        ada.say("{'type':'auth','id':'a','payload':{'token':'" + token + "'}}");
        assertThat(ada.nextError()).isEqualTo(code);
        assertThat(identity(ada).expiresEpochMillis()).isEqualTo(SOON);
    }

    @Test
    void aSessionThatNobodyVouchesForHasNothingToRenew() {
        Client ada = bench.connect();
        ada.say("{'type':'auth','id':'a','payload':{'token':'Ada:900000'}}");
        assertThat(ada.nextError()).isEqualTo("state");
        assertThat(identity(ada)).isEqualTo(TestIdentities.ADA);
    }

    @Test
    void aSessionWithNobodyToTellEndsAllTheSame() {
        SessionRegistry sessions = new SessionRegistry(TestIdentities.NODE, () -> SOON + 30_000);
        sessions.open(SessionKind.WHIP, new Identity("acme", "Ada", "encoder", Grants.MEDIA, SOON, "t"));
        TokenExpiry ofThese = new TokenExpiry(sessions, new TokenExpiry.Times(60_000, 30_000), 0);
        new TokenNotices(sessions, bench.service, ofThese).sweep();
        assertThat(sessions.list()).isEmpty();
    }
}
