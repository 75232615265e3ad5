// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of factory PID {@value BreakerLimitsComponent#PID}; hot. */
@ObjectClassDefinition(
        name = "Antiphon breaker of one downstream",
        description = "When the circuit breaker of one downstream opens; 0: as all others do.")
@interface BreakerLimitsConfiguration {
    @AttributeDefinition(description = "Name of the downstream; empty: what follows the ~ in the configuration's name.")
    String downstream() default "";

    @AttributeDefinition(description = "So many failures in a row open it.")
    int failures() default 0;

    @AttributeDefinition(description = "Such a share of failures within the window opens it, at most 1.")
    double failure_ratio() default 0;

    @AttributeDefinition(description = "So many calls must be in the window before their ratio counts.")
    int minimum_calls() default 0;

    @AttributeDefinition(description = "How long it remembers an outcome, ms.")
    long window_millis() default 0;

    @AttributeDefinition(description = "How long it stays open before it lets one call through, ms.")
    long sleep_millis() default 0;
}
