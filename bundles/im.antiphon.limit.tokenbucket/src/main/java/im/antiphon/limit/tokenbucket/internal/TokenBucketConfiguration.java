// SPDX-License-Identifier: Apache-2.0
package im.antiphon.limit.tokenbucket.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the PID im.antiphon.limit.tokenbucket; a change begins with full buckets. */
@ObjectClassDefinition(
        name = "Antiphon limit: token bucket",
        description = "How often things may be done; 0 per second for no limit.")
@interface TokenBucketConfiguration {
    @AttributeDefinition(description = "Messages a second from one session, in the long run.")
    int session_per_second() default 50;

    @AttributeDefinition(description = "Messages from one session at once, after a pause.")
    int session_burst() default 200;

    @AttributeDefinition(description = "Messages a second from all sessions of a user, in the long run.")
    int user_per_second() default 100;

    @AttributeDefinition(description = "Messages from all sessions of a user at once, after a pause.")
    int user_burst() default 400;

    @AttributeDefinition(description = "Messages a second from all sessions of a tenant, in the long run.")
    int tenant_per_second() default 20000;

    @AttributeDefinition(description = "Messages from all sessions of a tenant at once, after a pause.")
    int tenant_burst() default 40000;

    @AttributeDefinition(description = "Connections a second from one address, in the long run.")
    int address_per_second() default 500;

    @AttributeDefinition(
            description = "Connections from one address at once, after a pause; many people share an address.")
    int address_burst() default 5000;
}
