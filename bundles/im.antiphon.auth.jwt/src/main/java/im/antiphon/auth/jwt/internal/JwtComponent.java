// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt.internal;

import im.antiphon.api.auth.Authenticator;
import im.antiphon.api.auth.Credentials;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.auth.jwt.JwtAuthentication;
import im.antiphon.auth.jwt.JwtAuthentication.KeySet;
import im.antiphon.auth.jwt.JwtAuthenticator;
import im.antiphon.auth.jwt.TokenRules;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Authenticates by tokens, as soon as it is configured. A configuration that cannot be used lets nobody in. */
@Component(
        configurationPid = "im.antiphon.auth.jwt",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        service = Authenticator.class)
@Designate(ocd = JwtConfiguration.class)
public final class JwtComponent implements Authenticator {
    private final JwtAuthentication.Surroundings surroundings;
    private volatile JwtAuthenticator authenticator;

    @Activate
    public JwtComponent(@Reference Breakers breakers, JwtConfiguration configuration) {
        SecureRandom random = new SecureRandom();
        surroundings = new JwtAuthentication.Surroundings(
                breakers,
                System::currentTimeMillis,
                System::nanoTime,
                () -> "device-" + Integer.toUnsignedString(random.nextInt(), 36));
        authenticator = authentication(configuration).open(surroundings);
    }

    @Modified
    void modified(JwtConfiguration configuration) {
        authenticator = authentication(configuration).open(surroundings);
    }

    @Override
    public CompletionStage<Identity> authenticate(Credentials credentials) {
        return authenticator.authenticate(credentials);
    }

    private static JwtAuthentication authentication(JwtConfiguration configuration) {
        TokenRules rules = new TokenRules(
                Set.of(configuration.algorithms()),
                configuration.issuer().isEmpty() ? null : configuration.issuer(),
                List.of(configuration.audience()),
                configuration.clock_skew_seconds(),
                configuration.maximum_validity_seconds());
        return new JwtAuthentication(
                rules, Stream.of(configuration.keys()).map(Path::of).toList(), keySet(configuration));
    }

    private static @Nullable KeySet keySet(JwtConfiguration configuration) {
        return configuration.jwks().isEmpty()
                ? null
                : new KeySet(
                        URI.create(configuration.jwks()),
                        Duration.ofMillis(configuration.jwks_timeout_millis()),
                        Duration.ofSeconds(configuration.jwks_refresh_seconds()),
                        Duration.ofSeconds(configuration.jwks_minimum_interval_seconds()));
    }
}
