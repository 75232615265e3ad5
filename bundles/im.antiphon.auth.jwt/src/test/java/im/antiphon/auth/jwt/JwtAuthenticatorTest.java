// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import im.antiphon.api.auth.AuthenticationException;
import im.antiphon.api.auth.AuthenticationException.Reason;
import im.antiphon.api.auth.Credentials;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.HmacKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthenticatorTest {
    private static final String ISSUER = "https://id.example.org";
    private static final TokenRules RULES =
            new TokenRules(TokenRules.KNOWN_ALGORITHMS, ISSUER, List.of("voice"), 30, 86_400);

    private static final Issuer RSA = Issuer.of("RS256", "rsa");
    private static final Issuer CURVE = Issuer.of("ES256", "curve");

    private final JwtAuthenticator authenticator = trusting(RSA, CURVE);

    private static JwtAuthenticator trusting(Issuer... issuers) {
        List<JsonWebKey> keys = List.of(issuers).stream().map(Issuer::trusted).toList();
        TrustedKeys trusted = new TrustedKeys(keys);
        KeySource source = new KeySource() {
            @Override
            public TrustedKeys current() {
                return trusted;
            }

            @Override
            public CompletionStage<TrustedKeys> refreshed() {
                return CompletableFuture.completedStage(trusted);
            }
        };
        return new JwtAuthenticator(new TokenReader(RULES, () -> Issuer.NOW_MILLIS), source, () -> "device-random");
    }

    private static Credentials shown(@Nullable String token) {
        return new Credentials(token, "192.0.2.1", Map.of("device", "laptop", "user", "mallory"));
    }

    private static void ours(org.jose4j.jwt.JwtClaims claims) {
        claims.setIssuer(ISSUER);
        claims.setAudience("voice");
    }

    private Identity admitted(String token) {
        return authenticator.authenticate(shown(token)).toCompletableFuture().join();
    }

    private Reason refused(@Nullable String token) {
        return refusedBy(authenticator, token);
    }

    private static Reason refusedBy(JwtAuthenticator authenticator, @Nullable String token) {
        Throwable failure = catchThrowable(() ->
                authenticator.authenticate(shown(token)).toCompletableFuture().join());
        assertThat(failure).as("what becomes of %s", token).isInstanceOf(CompletionException.class);
        if (failure.getCause() instanceof AuthenticationException refusal) {
            return refusal.reason();
        }
        throw new AssertionError("refused by something else", failure);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "RS256", "ES256", "EdDSA"})
    void believesWhatATrustedKeyHasSigned(String algorithm) {
        Issuer issuer = Issuer.of(algorithm, "a-key");
        String token = issuer.token(claims -> {
            ours(claims);
            claims.setClaim("tenant", "acme");
            claims.setClaim("device", "phone");
            claims.setJwtId("token-1");
            claims.setClaim(
                    "grants", Map.of("publish", false, "administer", true, "rooms", List.of("team-*", "lobby")));
        });
        Identity identity = trusting(issuer)
                .authenticate(shown(token))
                .toCompletableFuture()
                .join();
        assertThat(identity.tenant()).isEqualTo("acme");
        assertThat(identity.user()).isEqualTo("ada");
        assertThat(identity.device()).isEqualTo("phone");
        assertThat(identity.tokenId()).isEqualTo("token-1");
        assertThat(identity.expiresEpochMillis()).isEqualTo(Issuer.NOW_MILLIS + 600_000);
        assertThat(identity.grants().publish()).isFalse();
        assertThat(identity.grants().subscribe()).isTrue();
        assertThat(identity.grants().administer()).isTrue();
        assertThat(identity.grants().permitsRoom("team-red")).isTrue();
        assertThat(identity.grants().permitsRoom("board")).isFalse();
    }

    @Test
    void aTokenThatSaysLittleIsAUserOfTheDefaultTenantWithMediaInAnyRoom() {
        Identity identity = admitted(RSA.token(JwtAuthenticatorTest::ours));
        assertThat(identity.tenant()).isEqualTo("default");
        assertThat(identity.device()).describedAs("as the client names it").isEqualTo("laptop");
        assertThat(identity.grants()).isEqualTo(Grants.MEDIA);
        assertThat(identity.user()).describedAs("never as the client claims").isEqualTo("ada");
    }

    @Test
    void withoutATokenNobodyComesIn() {
        assertThat(refused(null)).isEqualTo(Reason.MISSING);
    }

    @Test
    void whatIsNoTokenIsMalformed() {
        assertThat(refused("")).isEqualTo(Reason.MALFORMED);
        assertThat(refused("a.b.c")).isEqualTo(Reason.MALFORMED);
        assertThat(refused("no token")).isEqualTo(Reason.MALFORMED);
        assertThat(refused("x".repeat(TokenReader.LONGEST_TOKEN + 1))).isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "HS384", "RS1", ""})
    void algorithmsThatAreNotTakenAreRefusedWhateverTheSignature(String algorithm) {
        String honest = RSA.token(JwtAuthenticatorTest::ours);
        String header = base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"rsa\"}");
        String payload = honest.split("\\.")[1];
        assertThat(refused(header + "." + payload + ".")).isIn(Reason.INVALID, Reason.MALFORMED);
        assertThat(refused(header + "." + payload + "." + honest.split("\\.")[2]))
                .isEqualTo(Reason.INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alg':7,'kid':'rsa'}",
                "{'alg':null,'kid':'rsa'}",
                "{'alg':['RS256'],'kid':'rsa'}",
                "{'alg':'RS256','kid':7}",
                "{'alg':'RS256','kid':{'kid':'rsa'}}",
                "{'alg':'RS256','kid':'rsa','cty':7}",
                "{'alg':'RS256','kid':'rsa','cty':['JWT']}",
                "{'alg':'RS256','kid':'rsa','cty':'JWT'}",
                "{'alg':'RS256','kid':'rsa','typ':7}",
                "{'alg':'RS256','kid':'rsa','crit':7}",
                "{'alg':'RS256','kid':'rsa','crit':[7]}",
                "{'alg':'RS256','kid':'rsa','crit':['b64'],'b64':7}",
                "{'alg':'RS256','kid':'rsa','b64':'no'}",
                "{'alg':'RS256','alg':'RS256'}",
                "{'alg':'RS256'",
                "['RS256']",
                "'RS256'",
                "7",
                "null"
            })
    void headersThatAreNotWhatTheyShouldBeAreRefused(String header) {
        String[] honest = RSA.token(JwtAuthenticatorTest::ours).split("\\.");
        assertThat(refused(base64(header.replace('\'', '"')) + "." + honest[1] + "." + honest[2]))
                .isIn(Reason.INVALID, Reason.MALFORMED);
    }

    /** RFC 4648, section 3.5: the bits that fill a part's last character up are zero. What differs there is another text. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aTokenCanBeWrittenInOneWayOnly(int longer) {
        String token = CURVE.token(claims -> {
            ours(claims);
            claims.setClaim("more", "x".repeat(longer));
        });
        assertThat(admitted(token).user()).isEqualTo("ada");
        for (int i = 0; i < token.length(); i++) {
            boolean isLastOfAPart = i == token.length() - 1 || token.charAt(i + 1) == '.';
            for (char changed = '-'; isLastOfAPart && changed <= 'z'; changed++) {
                String tampered = token.substring(0, i) + changed + token.substring(i + 1);
                if (!tampered.equals(token)) {
                    assertThat(refused(tampered))
                            .describedAs("character %d: %s", i, changed)
                            .isIn(Reason.INVALID, Reason.MALFORMED);
                }
            }
        }
    }

    /** RFC 8725, section 2.1: a public key is public, so it must not pass for a secret. */
    @Test
    void aPublicKeyIsNoSecret() {
        byte[] publicKey = RSA.trusted().getKey().getEncoded();
        Issuer confusing = new Issuer("HS256", new HmacKey(publicKey), RSA.trusted());
        assertThat(refused(confusing.token(JwtAuthenticatorTest::ours))).isEqualTo(Reason.INVALID);
    }

    @Test
    void anotherIssuersKeyOfTheSameNameIsNotTrusted() {
        assertThat(refused(Issuer.of("RS256", "rsa").token(JwtAuthenticatorTest::ours)))
                .isEqualTo(Reason.INVALID);
        assertThat(refused(Issuer.of("RS256", "unknown").token(JwtAuthenticatorTest::ours)))
                .isEqualTo(Reason.INVALID);
        assertThat(refused(Issuer.of("ES256", "rsa").token(JwtAuthenticatorTest::ours)))
                .describedAs("a key serves its own algorithm only")
                .isEqualTo(Reason.INVALID);
    }

    @Test
    void timesAreHeldToTheSecondWithinTheSkew() {
        long now = Issuer.NOW_MILLIS / 1_000;
        assertThat(refused(RSA.token(claims -> {
                    ours(claims);
                    claims.setClaim("exp", now - 31);
                })))
                .isEqualTo(Reason.EXPIRED);
        assertThat(admitted(RSA.token(claims -> {
                            ours(claims);
                            claims.setClaim("exp", now - 29);
                        }))
                        .user())
                .isEqualTo("ada");
        assertThat(refused(RSA.token(claims -> {
                    ours(claims);
                    claims.setClaim("nbf", now + 31);
                })))
                .isEqualTo(Reason.INVALID);
        assertThat(refused(RSA.token(claims -> {
                    ours(claims);
                    claims.setClaim("exp", now + 200_000);
                })))
                .describedAs("valid for too long")
                .isEqualTo(Reason.INVALID);
        assertThat(refused(RSA.token(claims -> {
                    ours(claims);
                    claims.unsetClaim("exp");
                })))
                .isEqualTo(Reason.INVALID);
    }

    @Test
    void tokensForOthersAreRefused() {
        assertThat(refused(RSA.token(claims -> {
                    ours(claims);
                    claims.setIssuer("https://elsewhere.example.org");
                })))
                .isEqualTo(Reason.INVALID);
        assertThat(refused(RSA.token(claims -> {
                    ours(claims);
                    claims.setAudience("mail");
                })))
                .isEqualTo(Reason.INVALID);
        assertThat(refused(RSA.token(claims -> {
                    ours(claims);
                    claims.unsetClaim("sub");
                })))
                .isEqualTo(Reason.INVALID);
    }

    @Test
    void claimsThatAreNotWhatTheyShouldBeAreRefusedByName() {
        for (Map<String, Object> claims : List.<Map<String, Object>>of(
                Map.of("tenant", 7),
                Map.of("tenant", ""),
                Map.of("sub", "a\nb"),
                Map.of("sub", "x".repeat(10_000 / 2)),
                Map.of("device", List.of()),
                Map.of("grants", "all"),
                Map.of("grants", Map.of("publish", "yes")),
                Map.of("grants", Map.of("rooms", "*")),
                Map.of("grants", Map.of("rooms", List.of(""))),
                Map.of("grants", Map.of("rooms", List.of(1))))) {
            assertThat(refused(CURVE.token(made -> {
                        ours(made);
                        claims.forEach(made::setClaim);
                    })))
                    .describedAs("%s", claims)
                    .isEqualTo(Reason.INVALID);
        }
    }

    @Test
    void whoChangesASingleCharacterIsRefused() {
        String token = CURVE.token(JwtAuthenticatorTest::ours);
        for (int i = 0; i < token.length(); i++) {
            char changed = token.charAt(i) == 'A' ? 'B' : 'A';
            String tampered = token.substring(0, i) + changed + token.substring(i + 1);
            assertThat(refused(tampered)).describedAs("character %d", i).isIn(Reason.INVALID, Reason.MALFORMED);
        }
    }

    @Test
    void noiseIsRefusedInOrder() {
        long seed = RandomGenerator.getDefault().nextLong();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        String token = RSA.token(JwtAuthenticatorTest::ours);
        for (int round = 0; round < 1_000; round++) {
            StringBuilder noisy = new StringBuilder(token);
            for (int change = random.nextInt(1, 6); change > 0; change--) {
                int at = random.nextInt(noisy.length() - 1);
                switch (random.nextInt(3)) {
                    case 0 -> noisy.setCharAt(at, (char) random.nextInt(0x80));
                    case 1 -> noisy.insert(at, random.nextBoolean() ? "." : "{");
                    default -> noisy.delete(at, Math.min(noisy.length() - 1, at + random.nextInt(1, 40)));
                }
            }
            if (!noisy.toString().equals(token)) {
                assertThat(refused(noisy.toString()))
                        .describedAs("seed %d, round %d: %s", seed, round, noisy)
                        .isIn(Reason.INVALID, Reason.MALFORMED);
            }
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
