// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the PID im.antiphon.bus.redis; a change restarts the plugin. */
@ObjectClassDefinition(name = "Antiphon bus: redis", description = "The bus between nodes, through a Redis server.")
@interface RedisBusConfiguration {
    @AttributeDefinition(description = "redis://[:password@]host:port[/database], or rediss:// for TLS")
    String uri() default "redis://127.0.0.1:6379";

    @AttributeDefinition(description = "Nodes with the same name here, on the same server, are one cluster.")
    String cluster() default "default";

    @AttributeDefinition(description = "After so long without a sign of life a node is gone at the latest, ms.")
    long node_time_millis() default 30_000;

    @AttributeDefinition(description = "How long an answer, or a connection, is waited for, ms.")
    long timeout_millis() default 2000;

    @AttributeDefinition(description = "About so many frames wait for a node; then the oldest are dropped.")
    int stream_length() default 100_000;

    @AttributeDefinition(description = "Frames under way to the server at a time; more are refused.")
    int maximum_commands() default 16_384;
}
