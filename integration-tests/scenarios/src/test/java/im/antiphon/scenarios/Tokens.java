// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs JSON Web Tokens (HS256) that a server believes which was configured by {@link #configure}. */
final class Tokens {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final byte[] secret = new byte[32];

    Tokens() {
        new SecureRandom().nextBytes(secret);
    }

    /** Has a server with this home take these tokens, by a clock that is its own. */
    void configure(Path home) throws IOException {
        Path configuration = Files.createDirectories(home.resolve("conf"));
        Path key = configuration.resolve("test.secret");
        Files.write(key, secret);
        Files.writeString(
                configuration.resolve("im.antiphon.auth.jwt.cfg.json"),
                "{\"algorithms\":[\"HS256\"],\"keys\":[\"" + key + "\"],\"clock.skew.seconds\":0}");
    }

    String sign(String tenant, String user, Duration life) {
        return sign(tenant, user, life, false);
    }

    /** One of those who may see everything. */
    String administrator() {
        return sign("operators", "root", Duration.ofHours(1), true);
    }

    private String sign(String tenant, String user, Duration life, boolean administer) {
        String claims = "{\"sub\":\"" + user + "\",\"tenant\":\"" + tenant + "\",\"exp\":"
                + Instant.now().plus(life).getEpochSecond() + ",\"grants\":{\"administer\":" + administer + "}}";
        String signed = encoded("{\"alg\":\"HS256\"}") + '.' + encoded(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return signed + '.' + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
