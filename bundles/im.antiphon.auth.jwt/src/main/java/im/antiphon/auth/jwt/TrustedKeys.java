// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import java.util.ArrayList;
import java.util.List;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OctetSequenceJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * Keys by which tokens may be signed. Immutable.
 *
 * <p>A key serves the algorithms of its own type and no others: a public key is never taken for the secret of an HMAC,
 * whatever the token's header says (RFC 8725, section 3.1).
 */
record TrustedKeys(List<JsonWebKey> keys) {
    static final TrustedKeys NONE = new TrustedKeys(List.of());

    TrustedKeys {
        keys = List.copyOf(keys);
    }

    /**
     * The keys that may have made a signature.
     *
     * @param keyId of the token's header; null where it names none, and then every key of the right type is tried
     */
    List<JsonWebKey> candidates(String algorithm, @Nullable String keyId) {
        List<JsonWebKey> candidates = new ArrayList<>();
        for (JsonWebKey key : keys) {
            boolean isNamed = keyId == null || keyId.equals(key.getKeyId());
            if (isNamed && serves(key, algorithm)) {
                candidates.add(key);
            }
        }
        return candidates;
    }

    TrustedKeys and(TrustedKeys more) {
        List<JsonWebKey> all = new ArrayList<>(keys);
        all.addAll(more.keys);
        return new TrustedKeys(all);
    }

    private static boolean serves(JsonWebKey key, String algorithm) {
        boolean isForSignatures = key.getUse() == null || key.getUse().equals("sig");
        boolean isForAlgorithm =
                key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm);
        return isForSignatures
                && isForAlgorithm
                && switch (algorithm) {
                    case "HS256" -> key instanceof OctetSequenceJsonWebKey;
                    case "RS256" -> key instanceof RsaJsonWebKey;
                    case "ES256" -> key instanceof EllipticCurveJsonWebKey curve
                            && curve.getCurveName().equals("P-256");
                    case "EdDSA" -> key instanceof OctetKeyPairJsonWebKey pair
                            && pair.getSubtype().equals("Ed25519");
                    default -> false;
                };
    }
}
