// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * Somebody who signs tokens.
 *
 * @param algorithm it signs with
 * @param signing the private key, or the secret
 * @param trusted what those who believe it need
 */
record Issuer(String algorithm, Key signing, JsonWebKey trusted) {
    /** The moment at which all tokens of the tests are made. */
    static final long NOW_MILLIS = 1_800_000_000_000L;

    static Issuer of(String algorithm, String keyId) {
        try {
            if (algorithm.equals("HS256")) {
                byte[] secret = new byte[32];
                Arrays.fill(secret, (byte) keyId.hashCode());
                HmacKey key = new HmacKey(secret);
                return new Issuer(algorithm, key, named(JsonWebKey.Factory.newJwk(key), keyId));
            }
            KeyPair pair = pair(algorithm);
            return new Issuer(
                    algorithm,
                    pair.getPrivate(),
                    named(PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic()), keyId));
        } catch (GeneralSecurityException | JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String token(Consumer<JwtClaims> claims) {
        return token(algorithm, claims);
    }

    /** @param named the algorithm that the header names and that is used */
    String token(String named, Consumer<JwtClaims> more) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("ada");
        claims.setClaim("exp", NOW_MILLIS / 1_000 + 600);
        more.accept(claims);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(named);
        signature.setKeyIdHeaderValue(trusted.getKeyId());
        signature.setKey(signing);
        signature.setDoKeyValidation(false);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyPair pair(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator;
        switch (algorithm) {
            case "RS256" -> {
                generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2_048);
            }
            case "ES256" -> {
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            default -> generator = KeyPairGenerator.getInstance("Ed25519");
        }
        return generator.generateKeyPair();
    }

    private static JsonWebKey named(JsonWebKey key, String keyId) {
        key.setKeyId(keyId);
        return key;
    }
}
