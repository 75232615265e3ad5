// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.auth.AuthenticationException;
import im.antiphon.api.auth.AuthenticationException.Reason;
import im.antiphon.api.auth.Credentials;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.auth.UserAddress;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionKind;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAdmissionTest {
    private static final Identity TOKEN = new Identity("acme", "Ada", "laptop", Grants.MEDIA, 9_999, "t1");

    private final SessionRegistry sessions = new SessionRegistry(TestIdentities.NODE, () -> 0);
    private final ClientAdmission admission = new ClientAdmission(sessions, AnonymousRule.LOOPBACK, () -> null);

    private Identity admit(String address, Map<String, String> query) {
        return admission
                .admit(new Credentials(null, address, query))
                .toCompletableFuture()
                .join();
    }

    private void assertRefused(String address, Map<String, String> query, Reason reason) {
        assertThatThrownBy(() -> admit(address, query))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(AuthenticationException.class, refusal -> assertThat(refusal.reason())
                        .isEqualTo(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1", "0:0:0:0:0:0:0:1"})
    void clientsOfThisMachineAreWhomTheyClaimToBe(String address) {
        Identity ada = admit(address, Map.of("user", "Ada", "device", "laptop"));
        assertThat(ada).isEqualTo(Identity.claimed("Ada", "laptop", Grants.ALL));
        assertThat(ada.isClaimed()).isTrue();
    }

    @Test
    void whoClaimsNothingIsAGuest() {
        Identity guest = admit("127.0.0.1", Map.of());
        assertThat(guest.user()).matches("guest-[A-Za-z0-9_-]{8}");
        assertThat(guest.device()).matches("[A-Za-z0-9_-]{8}");
        assertThat(admit("127.0.0.1", Map.of()).user()).isNotEqualTo(guest.user());
    }

    @Test
    void whatNobodyMayBeCalledIsRefused() {
        assertRefused("127.0.0.1", Map.of("user", ""), Reason.MALFORMED);
        assertRefused("127.0.0.1", Map.of("user", "a\u0007b"), Reason.MALFORMED);
        assertRefused("127.0.0.1", Map.of("device", "x".repeat(65)), Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"192.0.2.1", "2001:db8::1", "unknown", "localhost", "", "127.0.0.1.example.org", "1270.0.0.1"})
    void othersAreNotBelieved(String address) {
        assertRefused(address, Map.of("user", "Ada"), Reason.MISSING);
    }

    @Test
    void whereEverybodyIsBelievedOthersDoNotAdminister() {
        admission.allow(AnonymousRule.EVERYWHERE);
        assertThat(admit("192.0.2.1", Map.of("user", "Ada")).grants()).isEqualTo(Grants.MEDIA);
        assertThat(admit("127.0.0.1", Map.of("user", "Ada")).grants()).isEqualTo(Grants.ALL);
        admission.allow(AnonymousRule.NOBODY);
        assertRefused("127.0.0.1", Map.of("user", "Ada"), Reason.MISSING);
    }

    @ParameterizedTest
    @CsvSource({"loopback,THIS_MACHINE", "everywhere,EVERYBODY", "nobody,NOBODY"})
    void tellsWhoseWordIsTaken(String rule, Admission.Unvouched unvouched) {
        admission.allow(AnonymousRule.of(rule));
        assertThat(admission.unvouched()).isEqualTo(unvouched);
        admission.use(credentials -> CompletableFuture.completedFuture(TOKEN));
        assertThat(admission.unvouched()).isEqualTo(Admission.Unvouched.NOBODY);
    }

    @Test
    void anUnknownRuleIsAMistake() {
        assertThatThrownBy(() -> AnonymousRule.of("LOOPBACK")).hasMessageContaining("allow.anonymous: \"LOOPBACK\"");
    }

    @Test
    void onceThereIsAnAuthenticatorItAloneDecidesAndNobodyElseWhenItIsGone() {
        admission.use(credentials -> CompletableFuture.completedFuture(TOKEN));
        assertThat(admit("192.0.2.1", Map.of("user", "Eve"))).isEqualTo(TOKEN);
        admission.use(null);
        assertRefused("127.0.0.1", Map.of("user", "Eve"), Reason.UNAVAILABLE);
    }

    @Test
    void anAuthenticatorThatFailsLetsNobodyIn() {
        admission.use(credentials -> {
            throw new IllegalStateException("made to");
        });
        assertRefused("127.0.0.1", Map.of(), Reason.UNAVAILABLE);
        admission.use(credentials -> CompletableFuture.failedFuture(new IllegalStateException("made to")));
        assertRefused("127.0.0.1", Map.of(), Reason.UNAVAILABLE);
        admission.use(credentials ->
                CompletableFuture.failedFuture(new AuthenticationException(Reason.EXPIRED, "the token has expired")));
        assertRefused("127.0.0.1", Map.of(), Reason.EXPIRED);
    }

    @Test
    void aRevokedTokenEndsItsSessionsAndIsNotTakenAgain() {
        admission.use(credentials -> CompletableFuture.completedFuture(TOKEN));
        Session revoked = sessions.open(SessionKind.SIGNALING, TOKEN);
        Session whip = sessions.open(SessionKind.WHIP, TOKEN);
        Session other = sessions.open(SessionKind.SIGNALING, TestIdentities.ADA);
        assertThat(admission.revokeToken("t1")).isEqualTo(2);
        assertThat(sessions.find(revoked.id())).isNull();
        assertThat(sessions.find(whip.id())).isNull();
        assertThat(sessions.find(other.id())).isNotNull();
        assertRefused("127.0.0.1", Map.of(), Reason.REVOKED);
    }

    @Test
    void allSessionsOfAUserCanBeEnded() {
        Session ada = sessions.open(SessionKind.SIGNALING, TOKEN);
        Session namesake = sessions.open(SessionKind.SIGNALING, TestIdentities.ADA);
        assertThat(admission.revokeUser(new UserAddress("acme", "Ada"))).isEqualTo(1);
        assertThat(sessions.find(ada.id())).isNull();
        assertThat(sessions.find(namesake.id())).isNotNull();
        assertThat(admission.end(namesake.id(), "operator")).isTrue();
        assertThat(admission.end(namesake.id(), "operator")).isFalse();
    }

    @Test
    void oldRevocationsAreForgottenInTheEnd() {
        RevokedTokens tokens = new RevokedTokens();
        for (int i = 0; i <= RevokedTokens.MAXIMUM; i++) {
            tokens.add("t" + i);
        }
        assertThat(tokens.contains("t0")).isFalse();
        assertThat(tokens.contains("t1")).isTrue();
        assertThat(tokens.contains("t" + RevokedTokens.MAXIMUM)).isTrue();
    }
}
