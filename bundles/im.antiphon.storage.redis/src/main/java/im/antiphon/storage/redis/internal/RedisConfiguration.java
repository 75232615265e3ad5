// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.redis.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the PID im.antiphon.storage.redis; a change restarts the plugin. */
@ObjectClassDefinition(name = "Antiphon storage: redis", description = "Records in a Redis server.")
@interface RedisConfiguration {
    @AttributeDefinition(description = "redis://[:password@]host:port[/database], or rediss:// for TLS")
    String uri() default "redis://127.0.0.1:6379";

    @AttributeDefinition(description = "How long an answer, or a connection, is waited for, ms.")
    long timeout_millis() default 2000;

    @AttributeDefinition(description = "Commands under way or waiting at a time; more are refused.")
    int maximum_commands() default 8192;
}
