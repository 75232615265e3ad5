// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value PluginSlotsComponent#PID}; hot. */
@ObjectClassDefinition(name = "Antiphon plugin slots", description = "Which plugin serves, and how failures count.")
@interface PluginSlotsConfiguration {
    @AttributeDefinition(description = "Name of the congestion control plugin that serves; empty: the highest ranking.")
    String congestion() default "";

    @AttributeDefinition(
            description =
                    "The congestion control plugin that serves a tenant, as TENANT=name; others go by the one above.")
    String[] congestion_tenants() default {};

    @AttributeDefinition(description = "Codec plugins that serve, as ENCODING=name; others go by ranking.")
    String[] codecs() default {};

    @AttributeDefinition(
            description = "Codec plugins that serve a tenant, as TENANT/ENCODING=name; others go by those above.")
    String[] codecs_tenants() default {};

    @AttributeDefinition(description = "Name of the routing plugin that serves; empty: the highest ranking.")
    String routing() default "";

    @AttributeDefinition(
            description = "The routing plugin that serves a tenant, as TENANT=name; others go by the one above.")
    String[] routing_tenants() default {};

    @AttributeDefinition(description = "Dimensions of tags by which requests are routed, the most decisive first.")
    String[] routing_dimensions() default {"env", "region"};

    @AttributeDefinition(description = "Name of the circuit breaker plugin that serves; empty: the highest ranking.")
    String breaker() default "";

    @AttributeDefinition(
            description =
                    "The circuit breaker plugin that serves a tenant, as TENANT=name; others go by the one above.")
    String[] breaker_tenants() default {};

    @AttributeDefinition(description = "So many failures in a row open a breaker.")
    int breaker_failures() default 5;

    @AttributeDefinition(
            description = "Such a share of failures within the window opens a breaker, above 0, at most 1.")
    double breaker_failure_ratio() default 0.5;

    @AttributeDefinition(description = "So many calls must be in the window before their ratio counts.")
    int breaker_minimum_calls() default 10;

    @AttributeDefinition(description = "How long a breaker remembers an outcome, ms.")
    long breaker_window_millis() default 10_000;

    @AttributeDefinition(description = "How long a breaker stays open before it lets one call through, ms.")
    long breaker_sleep_millis() default 60_000;

    @AttributeDefinition(description = "Name of the storage plugin that serves; empty: the highest ranking.")
    String storage() default "";

    @AttributeDefinition(
            description = "The storage plugin that serves a tenant, as TENANT=name; others go by the one above.")
    String[] storage_tenants() default {};

    @AttributeDefinition(description = "Name of the bus plugin that serves; empty: the highest ranking.")
    String bus() default "";

    @AttributeDefinition(
            description = "How long a storage plugin's bundle is kept from stopping while its records move, ms.")
    long storage_drain_timeout_millis() default 30_000;

    @AttributeDefinition(
            description = "How long a plugin's bundle is kept from stopping while its products migrate, ms.")
    long drain_timeout_millis() default 2000;

    @AttributeDefinition(description = "So many failures within the window quarantine a plugin.")
    int quarantine_failures() default 3;

    @AttributeDefinition(description = "The window in which failures are counted, ms.")
    long quarantine_window_millis() default 60_000;

    @AttributeDefinition(description = "One hot-path call in so many is timed.", min = "1")
    int call_sampled_one_in() default 64;

    @AttributeDefinition(description = "What a congestion controller may take for onPacketSent, microseconds.")
    long packet_budget_micros() default 1000;

    @AttributeDefinition(description = "What a congestion controller may take for feedback and timeouts, microseconds.")
    long feedback_budget_micros() default 5000;

    @AttributeDefinition(description = "What a codec may take for one frame, microseconds.")
    long frame_budget_micros() default 20_000;

    @AttributeDefinition(description = "What a routing strategy may take for one look-up, microseconds.")
    long route_budget_micros() default 1000;

    @AttributeDefinition(
            description = "What a circuit breaker may take to let a call through or to note one, microseconds.")
    long breaker_budget_micros() default 1000;

    @AttributeDefinition(
            description =
                    "What a congestion controller may allocate in onPacketSent, and routing and breakers in a call,"
                            + " bytes.")
    long packet_budget_bytes() default 16_384;

    @AttributeDefinition(description = "What a congestion controller may allocate in feedback and timeouts, bytes.")
    long feedback_budget_bytes() default 65_536;

    @AttributeDefinition(description = "What a codec may allocate for one frame, bytes.")
    long frame_budget_bytes() default 2_097_152;
}
