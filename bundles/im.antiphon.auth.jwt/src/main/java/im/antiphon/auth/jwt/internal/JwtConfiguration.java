// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the PID im.antiphon.auth.jwt; there is no authentication by tokens without one. A change is taken over at once. */
@ObjectClassDefinition(name = "Antiphon authentication: JWT", description = "Whose tokens are believed.")
@interface JwtConfiguration {
    @AttributeDefinition(description = "Signature algorithms taken: HS256, RS256, ES256, EdDSA.")
    String[] algorithms() default {"RS256", "ES256", "EdDSA"};

    @AttributeDefinition(
            description =
                    "Files with keys: *.pem a public key, *.secret a shared secret of 32 bytes or more, *.json a key set;"
                            + " the file's name without its suffix is the key's id.")
    String[] keys() default {};

    @AttributeDefinition(description = "https:// address of the issuer's JSON Web Key Set; empty for none.")
    String jwks() default "";

    @AttributeDefinition(description = "After how long the key set is asked for again, s.")
    int jwks_refresh_seconds() default 600;

    @AttributeDefinition(description = "Shortest time between two requests for the key set, s, whatever tokens name.")
    int jwks_minimum_interval_seconds() default 10;

    @AttributeDefinition(description = "How long the answer with the key set is waited for, ms.")
    long jwks_timeout_millis() default 3000;

    @AttributeDefinition(description = "The iss a token must have; empty for any.")
    String issuer() default "";

    @AttributeDefinition(description = "One of these must be in a token's aud; empty where a token need not have one.")
    String[] audience() default {};

    @AttributeDefinition(description = "How far clocks may differ, s.")
    int clock_skew_seconds() default 30;

    @AttributeDefinition(description = "How far ahead a token's exp may be, s.")
    int maximum_validity_seconds() default 604800;
}
