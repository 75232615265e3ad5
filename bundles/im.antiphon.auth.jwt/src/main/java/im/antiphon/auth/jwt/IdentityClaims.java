// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import im.antiphon.api.auth.AuthenticationException;
import im.antiphon.api.auth.AuthenticationException.Reason;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.auth.RoomPattern;
import im.antiphon.api.auth.UserAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a token say of its bearer.
 *
 * <table>
 * <caption>Claims</caption>
 * <tr><td>{@code sub}</td><td>the user</td></tr>
 * <tr><td>{@code tenant}</td><td>the tenant; the default one without it</td></tr>
 * <tr><td>{@code device}</td><td>the device; without it, the one the client names, or a random one</td></tr>
 * <tr><td>{@code jti}</td><td>by which the token can be revoked</td></tr>
 * <tr><td>{@code grants}</td><td>{@code {"publish": true, "subscribe": true, "administer": false, "rooms": ["team-*"]}};
 *     without it media in any room, without a member what {@link Grants#MEDIA} has</td></tr>
 * </table>
 */
final class IdentityClaims {
    private static final int MOST_PATTERNS = 64;

    private IdentityClaims() {}

    /**
     * @param namedDevice what the client calls its device; null where it does not say
     * @throws AuthenticationException where a claim is not what it should be
     */
    static Identity identity(JwtClaims claims, @Nullable String namedDevice, Supplier<String> randomDevice) {
        try {
            String tenant = claims.getStringClaimValue("tenant");
            String device = claims.getStringClaimValue("device");
            return new Identity(
                    tenant == null ? UserAddress.DEFAULT_TENANT : tenant,
                    claims.getSubject(),
                    device != null ? device : namedDevice != null ? namedDevice : randomDevice.get(),
                    grants(claims.getClaimValue("grants")),
                    claims.getExpirationTime().getValueInMillis(),
                    claims.getJwtId());
        } catch (MalformedClaimException | IllegalArgumentException fault) {
            throw new AuthenticationException(Reason.INVALID, String.valueOf(fault.getMessage()));
        }
    }

    private static Grants grants(@Nullable Object claim) {
        if (claim == null) {
            return Grants.MEDIA;
        }
        if (!(claim instanceof Map<?, ?> members)) {
            throw new IllegalArgumentException("grants: not an object");
        }
        return new Grants(
                flag(members, "publish", Grants.MEDIA.publish()),
                flag(members, "subscribe", Grants.MEDIA.subscribe()),
                flag(members, "administer", Grants.MEDIA.administer()),
                rooms(members.get("rooms")));
    }

    private static boolean flag(Map<?, ?> members, String name, boolean absent) {
        Object value = members.get(name);
        if (value == null) {
            return absent;
        }
        if (!(value instanceof Boolean flag)) {
            throw new IllegalArgumentException("grants." + name + ": not true or false");
        }
        return flag;
    }

    private static List<RoomPattern> rooms(@Nullable Object value) {
        if (value == null) {
            return Grants.MEDIA.rooms();
        }
        if (!(value instanceof List<?> list) || list.size() > MOST_PATTERNS) {
            throw new IllegalArgumentException("grants.rooms: not a list of at most " + MOST_PATTERNS + " patterns");
        }
        List<RoomPattern> patterns = new ArrayList<>();
        for (Object pattern : list) {
            if (!(pattern instanceof String text)) {
                throw new IllegalArgumentException("grants.rooms: a pattern is not a text");
            }
            patterns.add(new RoomPattern(text));
        }
        return patterns;
    }
}
