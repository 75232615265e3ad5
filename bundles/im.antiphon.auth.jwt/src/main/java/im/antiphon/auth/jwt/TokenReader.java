// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import im.antiphon.api.auth.AuthenticationException;
import im.antiphon.api.auth.AuthenticationException.Reason;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Takes tokens apart and holds them against the rules. Keeps nothing; safe from any thread; waits for nothing. */
final class TokenReader {
    /** Longer ones are not looked at. */
    static final int LONGEST_TOKEN = 8_192;

    /** RFC 7515, section 7.1, and RFC 7516, section 7.1; the signature may be empty, as that of {@code none}. */
    private static final Pattern COMPACT =
            Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*){2}(\\.[A-Za-z0-9_-]*){0,2}");

    private final TokenRules rules;
    private final LongSupplier epochMillis;

    /** @param epochMillis the wall clock, by which tokens expire */
    TokenReader(TokenRules rules, LongSupplier epochMillis) {
        this.rules = rules;
        this.epochMillis = epochMillis;
    }

    /** A token's header, not yet trusted: enough to find the key that has to prove the rest. */
    record Header(String algorithm, @Nullable String keyId) {}

    /** @throws AuthenticationException where it is no signed token, or signed in a way that is not taken */
    Header header(String token) {
        if (token.length() > LONGEST_TOKEN) {
            throw malformed(
                    "the token has " + token.length() + " characters (expected: at most " + LONGEST_TOKEN + ")");
        }
        if (!COMPACT.matcher(token).matches() || !isWrittenInTheOneWay(token)) { // the library passes over both
            throw malformed("this is no JSON Web Token");
        }
        JsonWebStructure structure;
        try {
            structure = JsonWebStructure.fromCompactSerialization(token);
        } catch (JoseException malformed) {
            throw malformed("this is no JSON Web Token");
        }
        String algorithm = text(structure, HeaderParameterNames.ALGORITHM);
        String keyId = text(structure, HeaderParameterNames.KEY_ID);
        text(structure, HeaderParameterNames.CONTENT_TYPE); // the library casts it when it looks for the claims
        if (!(structure instanceof JsonWebSignature)) {
            throw malformed("the token is not signed, but encrypted");
        }
        if (algorithm == null || !rules.algorithms().contains(algorithm)) {
            throw new AuthenticationException(
                    Reason.INVALID, "alg: not taken (expected: one of " + rules.algorithms() + ")");
        }
        return new Header(algorithm, keyId);
    }

    /**
     * RFC 4648, section 3.5: the bits that fill the last character of a part up are zero. Else a token could be changed there,
     * and would still be believed.
     */
    private static boolean isWrittenInTheOneWay(String token) {
        for (String part : token.split("\\.", -1)) {
            char last = part.isEmpty() ? '.' : part.charAt(part.length() - 1);
            boolean isTheOneWay =
                    switch (part.length() % 4) {
                        case 0 -> true;
                        case 2 -> "AQgw".indexOf(last) >= 0;
                        case 3 -> "AEIMQUYcgkosw048".indexOf(last) >= 0;
                        default -> false;
                    };
            if (!isTheOneWay) {
                return false;
            }
        }
        return true;
    }

    /** A parameter of the header, which nobody has signed as yet: it may be any JSON value. */
    private static @Nullable String text(JsonWebStructure structure, String parameter) {
        Object value = structure.getHeaders().getObjectHeaderValue(parameter);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw malformed(parameter + ": no text");
    }

    /**
     * The claims of a token that one of the keys has signed and that keeps to the rules.
     *
     * @throws AuthenticationException where there is no such key, or it breaks a rule
     */
    JwtClaims claims(String token, Header header, List<JsonWebKey> keys) {
        if (keys.isEmpty()) {
            throw new AuthenticationException(Reason.INVALID, "kid: no such key is trusted for " + header.algorithm());
        }
        AuthenticationException refusal = null;
        for (JsonWebKey key : keys) {
            try {
                return verify(token, header, key);
            } catch (InvalidJwtException failure) {
                refusal = refusal(failure);
                if (!failure.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
                    break; // this key has signed it: no other one will say more of the claims
                }
            }
        }
        throw refusal == null ? malformed("this is no JSON Web Token") : refusal;
    }

    private JwtClaims verify(String token, Header header, JsonWebKey key) throws InvalidJwtException {
        JwtConsumerBuilder consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, header.algorithm()))
                .setVerificationKey(key.getKey())
                .setRequireSubject()
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(rules.clockSkewSeconds())
                .setMaxFutureValidityInMinutes(Math.max(1, rules.maximumValiditySeconds() / 60))
                .setEvaluationTime(NumericDate.fromMilliseconds(epochMillis.getAsLong()));
        if (rules.issuer() != null) {
            consumer.setExpectedIssuer(rules.issuer());
        }
        if (!rules.audience().isEmpty()) {
            consumer.setExpectedAudience(rules.audience().toArray(new String[0]));
        }
        return consumer.build().processToClaims(token);
    }

    private static AuthenticationException refusal(InvalidJwtException failure) {
        if (failure.hasExpired()) {
            return new AuthenticationException(Reason.EXPIRED, "exp: the token has expired");
        }
        if (failure.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
            return new AuthenticationException(Reason.INVALID, "the signature does not match");
        }
        if (failure.hasErrorCode(ErrorCodes.ISSUER_INVALID) || failure.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return new AuthenticationException(Reason.INVALID, "iss: not the issuer that is trusted");
        }
        if (failure.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || failure.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return new AuthenticationException(Reason.INVALID, "aud: the token is not for this service");
        }
        if (failure.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
            return new AuthenticationException(Reason.INVALID, "nbf: the token is not valid yet");
        }
        if (failure.hasErrorCode(ErrorCodes.EXPIRATION_TOO_FAR_IN_FUTURE)) {
            return new AuthenticationException(Reason.INVALID, "exp: too far ahead");
        }
        if (failure.hasErrorCode(ErrorCodes.EXPIRATION_MISSING)) {
            return new AuthenticationException(Reason.INVALID, "exp: missing");
        }
        if (failure.hasErrorCode(ErrorCodes.SUBJECT_MISSING)) {
            return new AuthenticationException(Reason.INVALID, "sub: missing");
        }
        return malformed("the token cannot be read");
    }

    private static AuthenticationException malformed(String detail) {
        return new AuthenticationException(Reason.MALFORMED, detail);
    }
}
